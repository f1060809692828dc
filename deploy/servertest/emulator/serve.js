// Serves telegram-test-api on loopback, behind a bridge: the emulator reads
// JSON, bots send multipart. Prints {"port": N} and ends with its input.
'use strict';
const http = require('http');
const busboy = require('busboy');
const TelegramServer = require('telegram-test-api');

// Fields that travel as JSON inside a form.
const structured = ['reply_markup', 'link_preview_options', 'entities', 'commands'];

function readForm(request) {
  return new Promise((resolve, reject) => {
    const fields = {};
    const form = busboy({ headers: request.headers });
    form.on('field', (name, value) => {
      fields[name] = structured.includes(name) ? JSON.parse(value) : value;
    });
    form.on('file', (name, stream, info) => {
      fields[name] = info.filename;
      stream.resume();
    });
    form.on('close', () => resolve(JSON.stringify(fields)));
    form.on('error', reject);
    request.pipe(form);
  });
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// What the emulator lacks: menus and descriptions, which it need not show, and
// files, which it shows by their caption and name.
function adapt(method, body) {
  if (/^(set|delete)My/.test(method)) return null;
  if (method !== 'sendDocument') return { method, body };
  const { caption, document, ...rest } = JSON.parse(body);
  return { method: 'sendMessage', body: JSON.stringify({ ...rest, text: `${caption || ''}\n[${document}]` }) };
}

async function forward(port, request, response) {
  const multipart = (request.headers['content-type'] || '').startsWith('multipart/form-data');
  // A form without any part, as the library sends for getMe, ends at once.
  const body = multipart ? await readForm(request).catch(() => '{}') : await readBody(request);
  const [path, method] = request.url.split(/\/(?=[^/]*$)/);
  const call = adapt(method, body);
  if (!call) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"ok":true,"result":true}');
    return;
  }
  const onward = http.request({
    host: '127.0.0.1', port, method: request.method, path: `${path}/${call.method}`,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(call.body) },
  }, (answer) => {
    response.writeHead(answer.statusCode, { 'content-type': 'application/json' });
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(call.body);
}

const emulator = http.createServer(new TelegramServer().webServer).listen(0, '127.0.0.1', () => {
  const bridge = http.createServer((request, response) => {
    forward(emulator.address().port, request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ port: bridge.address().port }));
  });
});
process.stdin.resume().on('end', () => process.exit(0));
