// Both ends of WebSocket connections, of Node's "ws": a server that echoes, and one client that does
// what lines on standard input say. Every line is answered by lines on standard output.
'use strict';

const crypto = require('crypto');
const readline = require('readline');
const WebSocket = require('ws');

const say = (...words) => console.log(words.join(' '));

const server = new WebSocket.Server({host: '127.0.0.1', port: 0, perMessageDeflate: true});
server.on('listening', () => say('listening', server.address().port));
server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, {binary: isBinary}));
    socket.on('close', (code, reason) => say('server closed', code, reason));
    socket.on('error', () => {});
});

let client;

function connect(url) {
    client = new WebSocket(url, 'chat', {headers: {'X-Test': 'yes'}});
    client.on('open', () => say('open', client.protocol, client.extensions));
    client.on('error', (error) => say('error', error.message));
    client.on('close', (code, reason) => say('client closed', code, reason));
    client.on('pong', (data) => say('pong', data));
}

// Sends a message, in so many frames, and compares what comes back.
function echo(message, frames) {
    client.once('message', (data, isBinary) => {
        const same = Buffer.from(message).equals(data) && isBinary === (typeof message !== 'string');
        say(same ? 'same' : 'different');
    });
    const size = Math.ceil(message.length / frames);
    for (let i = 0; i < frames; ++i)
        client.send(message.slice(i * size, (i + 1) * size), {fin: i === frames - 1});
}

function chatter() {
    if (client.readyState !== WebSocket.OPEN) return;
    client.send('and another thing');
    setTimeout(chatter, 10);
}

const commands = {
    connect,
    text: (length, frames) => echo('grüße '.repeat(length / 6), Number(frames)),
    binary: (length, frames) => echo(crypto.randomBytes(Number(length)), Number(frames)),
    ping: (data) => client.ping(data),
    chatter,
    close: (code, reason) => client.close(Number(code), reason),
    serverClose: (code, reason) => server.clients.forEach((each) => each.close(Number(code), reason)),
};

const input = readline.createInterface({input: process.stdin});
input.on('line', (line) => {
    const [command, ...words] = line.split(' ');
    commands[command](...words);
});
input.on('close', () => process.exit(0));
