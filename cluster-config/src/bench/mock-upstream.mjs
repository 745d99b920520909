// An OpenAI-compatible upstream that answers at once, so that only the proxy is measured.
import http from 'node:http';

const reply = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1700000000,
  model: 'mock',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Forty-two, of course.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
});
const models = JSON.stringify({ object: 'list', data: [{ id: 'mock', object: 'model' }] });
http
  .createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const body = request.url === '/v1/models' ? models : reply;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  })
  .listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
