#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <string_view>

#include "http/control_fields.h"
#include "http/header_map.h"
#include "http/start_line.h"

namespace sluice::http {

/// Collects what Beast finds; bodies are none of its business here.
template <bool isRequest>
class HeadCollector final : public boost::beast::http::basic_parser<isRequest> {
public:
    HeadCollector() {
        this->header_limit(UINT32_MAX);  // HeadScan has the limit
        this->skip(true);
    }

    StartLine line;
    ControlFields control;
    HeaderMap* fields = nullptr;

private:
    using Code = boost::beast::error_code;
    using Text = boost::beast::string_view;
    using Field = boost::beast::http::field;

    static std::string_view view(Text text) { return {text.data(), text.size()}; }

    void on_request_impl(boost::beast::http::verb, Text method, Text target, int version,
                         Code&) override {
        line.method = view(method);
        line.target = view(target);
        line.minorVersion = version % 10;
    }
    void on_response_impl(int status, Text reason, int version, Code&) override {
        line.status = status;
        line.reason = view(reason);
        line.minorVersion = version % 10;
    }
    void on_field_impl(Field field, Text name, Text value, Code&) override {
        fields->addStored(view(name), view(value));
        switch (field) {
            case Field::host:
                return control.host.note(view(value));
            case Field::content_length:
                return control.contentLength.note(view(value));
            case Field::transfer_encoding:
                return control.transferEncoding.note(view(value));
            case Field::connection:
                return control.connection.note(view(value));
            case Field::expect:
                return control.expect.note(view(value));
            default:
                return;
        }
    }
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    std::size_t on_body_impl(Text, Code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text, Code&) override { return 0; }
    void on_finish_impl(Code&) override {}
};

}  // namespace sluice::http
