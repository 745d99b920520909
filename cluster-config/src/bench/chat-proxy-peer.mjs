// What one would write by hand: Fastify in, zod to check, undici out, and the reply checked too.
import Fastify from 'fastify';
import { Pool } from 'undici';
import { z } from 'zod';

const message = z.object({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string() }).passthrough();
const request = z.object({ model: z.string(), messages: z.array(message).min(1), stream: z.boolean().optional() }).passthrough();
const answer = z.object({ choices: z.array(z.object({ index: z.number(), message: z.object({}).passthrough() }).passthrough()) }).passthrough();
const upstream = new Pool(process.env.UPSTREAM, { connections: 64, pipelining: 1 });
const app = Fastify({ bodyLimit: 32 * 1024 * 1024 });
app.post('/v1/chat/completions', async (incoming, reply) => {
  if (incoming.headers.authorization !== `Bearer ${process.env.TOKEN}`) {
    return reply.code(401).send({ error: { code: 'auth.invalid' } });
  }
  const body = request.parse(incoming.body);
  const { statusCode, body: stream } = await upstream.request({
    path: '/v1/chat/completions',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return reply.code(statusCode).send(answer.parse(await stream.json()));
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
