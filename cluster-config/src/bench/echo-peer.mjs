// Fastify's echo, validated in by JSON Schema and out by its compiled serialiser.
import Fastify from 'fastify';

const message = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string', maxLength: 1000 }, times: { type: 'integer', minimum: 1, maximum: 10 } },
};
const app = Fastify();
app.addHook('onRequest', async (request, reply) => {
  if (request.headers.authorization !== `Bearer ${process.env.TOKEN}`) {
    return reply.code(401).send({ code: 'auth.invalid' });
  }
});
app.post('/echo', { schema: { body: message, response: { 200: message } } }, async (request) => request.body);
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
