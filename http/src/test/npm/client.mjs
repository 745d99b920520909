// Drives the official OpenAI client, as its users do: node client.mjs URL TOKEN SCENARIO
// The last line on standard output is the result as JSON.
import OpenAI from 'openai';

const [url, token, scenario] = process.argv.slice(2);
const client = new OpenAI({ baseURL: url, apiKey: token, maxRetries: 0, timeout: 15000 });
const messages = [{ role: 'user', content: 'Hello' }];

const scenarios = {
  async chat() {
    const reply = await client.chat.completions.create({ model: 'm', messages, seed: null, top_k: 5 });
    return { id: reply.id, object: reply.object, content: reply.choices[0].message.content };
  },
  async stream() {
    const stream = await client.chat.completions.create({ model: 'm', messages, stream: true });
    return collect(stream);
  },
  async streamWithUsage() {
    const stream = await client.chat.completions.create({
      model: 'm', messages, stream: true, stream_options: { include_usage: true },
    });
    return collect(stream);
  },
  async embeddings() {
    const reply = await client.embeddings.create({ model: 'e', input: ['a', 'b'] });
    return { vectors: reply.data.map((d) => Array.from(d.embedding)), model: reply.model };
  },
  async models() {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    const one = await client.models.retrieve('org/big model');
    return { ids, one: one.id };
  },
  async leave() {
    const stream = await client.chat.completions.create({ model: 'm', messages, stream: true });
    for await (const chunk of stream) {
      void chunk;
      break;
    }
    return { left: true };
  },
};

async function collect(stream) {
  let content = '';
  let usage = null;
  let chunks = 0;
  for await (const chunk of stream) {
    chunks++;
    content += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  return { content, usage, chunks };
}

try {
  console.log(JSON.stringify(await scenarios[scenario]()));
} catch (error) {
  console.log(JSON.stringify({
    error: error.constructor.name,
    status: error.status ?? null,
    code: error.code ?? null,
    message: error.message,
    retry: error.headers?.get?.('x-should-retry') ?? null,
  }));
}
