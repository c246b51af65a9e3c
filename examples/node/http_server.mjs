// A survey behind HTTP: a response is validated, a bad one is answered 422 with problem details (RFC 9457), a bad experience raises an alert.
//
//     node examples/node/http_server.mjs [--port=8080] [--fastify]
//     curl -i localhost:8080/responses -H 'content-type: application/json' -d '{"id": "r1", "survey": "after-first-cup", "rev": 2,
//       "at": "2026-11-21T10:00:00+01:00", "status": "complete", "respondent": "c1", "answers": {"nps": 3, "why": "It leaks"}}'
//
// The handler is `respond`; node:http needs nothing else, `--fastify` needs `npm install fastify` in this folder.
import { createServer as createHttpServer } from "node:http";
import { fileURLToPath } from "node:url";
import { AlertRules, ExperienceModel } from "cxm";

/** The model in git has both: what is asked, and when somebody is told. They are made ready once. */
const model = ExperienceModel.load(new URL("../data/coffee.cxm.json", import.meta.url));
export const survey = model.survey("after-first-cup");
export const newRules = () => new AlertRules(model);

const PROBLEM = "application/problem+json";
const LIMIT = 64 << 10;

const details = (status, title, more) => ({ status, type: PROBLEM, body: { type: "about:blank", title, status, ...more } });

/** Problem details (RFC 9457) with a list of what is wrong, each with its place in the response as a fragment. */
const refused = (problems) =>
  details(422, "Unprocessable Content", {
    detail: "The response does not answer the survey.",
    errors: problems
      .filter(({ severity }) => severity === "error")
      .map(({ code, pointer, message }) => ({ detail: message, pointer: `#${encodeURI(pointer).replaceAll("#", "%23")}`, code })),
  });

/** A response that was read: its alerts go to `raise` as CloudEvents. */
function accepted(response, { rules, raise }) {
  const alerts = rules.evaluate(response);
  for (const alert of alerts) raise(alert.toCloudEvent("/responses"));
  return { status: 201, type: "application/json", body: { id: response.id, alerts: alerts.map(({ rule }) => rule) } };
}

/** What a response (an object, or JSON as text or bytes) is answered: status, media type and body. */
export function respond(response, context) {
  const parsed = survey.parse(response);
  return parsed.ok ? accepted(parsed.value, context) : refused(parsed.problems);
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

/** With Fastify: the survey in the place of a JSON Schema. */
export function createFastify(Fastify, context) {
  const app = Fastify({ bodyLimit: LIMIT });
  app.setValidatorCompiler(({ schema }) => (body) => {
    const { ok, value, problems } = schema.parse(body);
    return ok ? { value } : { error: Object.assign(new Error("the response has problems"), { statusCode: 422, problems }) };
  });
  const send = (reply, { status, type, body }) => reply.code(status).type(type).send(JSON.stringify(body));
  app.setErrorHandler(({ problems, statusCode = 500, message }, _, reply) =>
    send(reply, problems ? refused(problems) : details(statusCode, statusCode < 500 ? message : "Internal Server Error")),
  );
  app.post("/responses", { schema: { body: survey } }, (request, reply) => send(reply, accepted(request.body, context)));
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
