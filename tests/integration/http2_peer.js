// A server of HTTP/2 that does what a path says, and one that resets every stream with NO_ERROR in
// the middle of the answer. The first line on standard input names the folder of cert.pem and
// key.pem; the answer tells their ports.
'use strict';

const fs = require('fs');
const http2 = require('http2');
const readline = require('readline');
const tls = require('tls');

let refused = 0;

const answers = {
    '/early': (stream) => {
        stream.additionalHeaders({':status': 103, link: '</a.css>; rel=preload'});
        stream.additionalHeaders({':status': 103, link: '</b.css>; rel=preload', 'x-hint': '1'});
        setTimeout(() => {
            stream.respond({':status': 200, link: '</c.css>; rel=preload'});
            stream.end('after the hints');
        }, 50);
    },
    '/whole': (stream) => {
        stream.respond({':status': 200});
        stream.write('half of the answer ');
        setTimeout(() => stream.end('and the rest'), 50);
    },
    '/refused': (stream) => {
        if (refused++ === 0) return stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
        stream.respond({':status': 200});
        stream.end('the second time');
    },
    '/basic': (stream) => {
        stream.respond({':status': 401, 'www-authenticate': 'Basic realm="x"'});
        stream.end('log in first');
    },
};

function frame(type, flags, stream, payload) {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, Buffer.from(payload)]);
}

// Node itself ends a stream before it resets it with NO_ERROR.
function cutOff(socket) {
    const DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, ACK = 1, END_HEADERS = 4;
    let got = Buffer.alloc(0);
    let next = 24;  // after the preface
    socket.on('error', () => {});
    socket.write(frame(SETTINGS, 0, 0, []));
    socket.on('data', (data) => {
        got = Buffer.concat([got, data]);
        for (; got.length >= next + 9; next += 9 + got.readUIntBE(next, 3)) {
            const type = got[next + 3];
            const stream = got.readUInt32BE(next + 5);
            if (type === SETTINGS && got[next + 4] !== ACK) socket.write(frame(SETTINGS, ACK, 0, []));
            if (type !== HEADERS) continue;
            // :status 200, and x: y without a place in the table (RFC 7541 section 6.2.2)
            socket.write(frame(HEADERS, END_HEADERS, stream, [0x88, 0, 1, 0x78, 1, 0x79]));
            socket.write(frame(DATA, 0, stream, 'half of the answer'));
            setTimeout(() => socket.write(frame(RST_STREAM, 0, stream, [0, 0, 0, 0])), 50);
        }
    });
}

const input = readline.createInterface({input: process.stdin});
input.once('close', () => process.exit());
input.once('line', (folder) => {
    const pem = (name) => fs.readFileSync(`${folder}/${name}.pem`);
    const identity = {cert: pem('cert'), key: pem('key'), allowHTTP1: true};
    const server = http2.createSecureServer(identity);
    server.on('stream', (stream, headers) => {
        stream.on('error', () => {});
        answers[headers[':path']](stream);
    });
    server.on('request', (request, response) => {
        if (request.httpVersionMajor >= 2) return;
        response.writeHead(401, {'WWW-Authenticate': 'Basic realm="x"'});
        response.end('log in first');
    });
    const cutter = tls.createServer({...identity, ALPNProtocols: ['h2']}, cutOff);
    server.listen(0, '127.0.0.1', () => cutter.listen(0, '127.0.0.1', () => {
        console.log('listening', server.address().port, cutter.address().port);
    }));
});
