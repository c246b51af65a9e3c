// A survey behind HTTP: a response is validated, a bad one is answered 422 with problem details (RFC 9457), a bad experience raises an alert.
//
//     node examples/node/http_server.mjs [--port=8080] [--fastify]
//     curl -i localhost:8080/responses -H 'content-type: application/json' -d '{"id": "r1", "survey": "after-order", "rev": 1,
//       "at": "2026-11-21T10:00:00+01:00", "status": "complete", "respondent": "c1", "answers": {"nps": 3, "why": "It came late"}}'
//
// The handler is `respond`; node:http needs nothing else, `--fastify` needs `npm install fastify` in this folder.
import { createServer as createHttpServer } from "node:http";
import { fileURLToPath } from "node:url";
import { AlertRules, Survey } from "cxm";

const en = (text) => ({ en: text });

/** Both are made ready once; in earnest they come from the model in git: `ExperienceModel.load("model.cxm.json")`. */
export const survey = new Survey({
  id: "after-order",
  rev: 1,
  kind: "transactional",
  respondents: "customers",
  title: en("Your order"),
  questions: [
    { id: "nps", rev: 1, kind: "nps", required: true, text: en("How likely are you to recommend us to a friend or colleague?") },
    { id: "why", rev: 1, kind: { openText: { maxChars: 500 } }, text: en("Why?") },
    { id: "speed", rev: 1, kind: { csat: { scale: { min: 1, max: 5, direction: "higherIsBetter" }, topBox: 2 } }, text: en("How satisfied are you with the delivery?") },
  ],
});
export const newRules = () =>
  new AlertRules([
    {
      id: "detractor",
      when: { answer: { question: "nps", test: { prop: "score", op: "le", value: 6 } } },
      route: [{ to: "role:service" }],
      openCase: "inner",
      cooldown: "P7D",
      sla: "PT24H",
    },
  ]);

const PROBLEM = "application/problem+json";
const LIMIT = 64 << 10;

const details = (status, title, more) => ({ status, type: PROBLEM, body: { type: "about:blank", title, status, ...more } });

/** Problem details with a list of what is wrong, each with its place in the response (RFC 9457, 3. and appendix). */
const refused = (problems) =>
  details(422, "Unprocessable Content", {
    detail: problems.length === 1 ? "The response has a problem." : `The response has ${problems.length} problems.`,
    errors: problems.map(({ code, pointer, message }) => ({ detail: message, pointer: `#${encodeURI(pointer).replaceAll("#", "%23")}`, code })),
  });

/** What a response (an object, or JSON as text or bytes) is answered: status, media type and body. Alerts go to `raise` as CloudEvents. */
export function respond(response, { rules, raise }) {
  const { ok, value, problems } = survey.parse(response);
  if (!ok) return refused(problems.filter(({ severity }) => severity === "error"));
  const alerts = rules.evaluate(value);
  for (const alert of alerts) raise(alert.toCloudEvent("/responses"));
  return { status: 201, type: "application/json", body: { id: value.id, alerts: alerts.map(({ rule }) => rule) } };
}

/** The body of a request, up to a limit; null past it. */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  }
  return size <= LIMIT ? Buffer.concat(chunks) : null;
}

/** With node:http. The bytes go to the survey as they are: it reads the JSON itself, and says where it is damaged. */
export function createServer(context) {
  const answer = async (request) => {
    if (request.url !== "/responses") return details(404, "Not Found");
    if (request.method !== "POST") return details(405, "Method Not Allowed");
    const body = await bodyOf(request);
    return body === null ? details(413, "Content Too Large") : respond(body, context);
  };
  return createHttpServer(async (request, reply) => {
    const { status, type, body } = await answer(request).catch(() => details(500, "Internal Server Error"));
    reply.writeHead(status, { "content-type": type, ...(status === 405 && { allow: "POST" }) }).end(JSON.stringify(body));
  });
}

/** With Fastify: the survey, a Standard Schema, in the place of a JSON Schema. */
export function createFastify(Fastify, context) {
  const app = Fastify({ bodyLimit: LIMIT });
  app.setValidatorCompiler(({ schema }) => (body) => {
    const { issues } = schema["~standard"].validate(body);
    return issues ? { error: Object.assign(new Error("the response has problems"), { statusCode: 422 }) } : { value: body };
  });
  const send = (reply, { status, type, body }) => reply.code(status).type(type).send(JSON.stringify(body));
  app.setErrorHandler((error, request, reply) =>
    send(reply, error.statusCode === 422 ? respond(request.body, context) : details(error.statusCode ?? 500, error.statusCode ? error.message : "Internal Server Error")),
  );
  app.post("/responses", { schema: { body: survey } }, (request, reply) => send(reply, respond(request.body, context)));
  return app;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv.find((argument) => argument.startsWith("--port="))?.slice(7) ?? 8080);
  const context = { rules: newRules(), raise: (event) => console.log(JSON.stringify(event)) };
  if (process.argv.includes("--fastify")) {
    const { default: Fastify } = await import("fastify");
    await createFastify(Fastify, context).listen({ port });
  } else createServer(context).listen(port);
  console.log(`POST http://localhost:${port}/responses`);
}
