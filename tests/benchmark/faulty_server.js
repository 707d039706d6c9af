// A server that answers in about LATENCY_MS and can be made to fail: GET /fault/MODE, with MODE one of
// well, slow (ten times slower), errors (half of the answers are 500) and hang (no answer at all).
'use strict';

const http = require('http');

const [port, latency_ms] = process.argv.slice(2).map(Number);
const body = 'x'.repeat(943);
let mode = 'well';
let count = 0;

function answer(response) {
    count += 1;
    const failed = mode === 'errors' && count % 2 === 0;
    response.writeHead(failed ? 500 : 200, {'Content-Length': body.length});
    response.end(body);
}

const server = http.createServer((request, response) => {
    if (request.url.startsWith('/fault/')) {
        mode = request.url.slice('/fault/'.length);
        return response.end(body);
    }
    if (mode === 'hang') return undefined;
    // Most answers take about the median, some up to three times that.
    const factor = (mode === 'slow' ? 10 : 1) * (0.6 + 0.8 * Math.random() + 1.6 * Math.random() ** 8);
    return setTimeout(answer, latency_ms * factor, response);
});
server.keepAliveTimeout = 3600 * 1000;
server.listen(port, '127.0.0.1', 4096);
