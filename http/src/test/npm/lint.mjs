// Lints an OpenAPI document with Redocly's recommended rules: node lint.mjs FILE
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended-strict'] });
const problems = await lint({ ref: process.argv[2], config });
for (const problem of problems) {
  const at = problem.location.map((l) => l.pointer).join(', ');
  console.log(`${problem.severity} ${problem.ruleId} ${at}: ${problem.message}`);
}
console.log(`problems: ${problems.length}`);
process.exit(problems.length === 0 ? 0 : 1);
