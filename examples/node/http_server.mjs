// A survey behind HTTP: a response is validated, a bad one is answered 422 with problem details (RFC 9457), a bad experience raises an alert.
//
//     node examples/node/http_server.mjs [--port=8080] [--fastify]
//     curl -i localhost:8080/responses -H 'content-type: application/json' -d '{"id": "r1", "survey": "after-first-cup", "rev": 2,
//       "at": "2026-11-21T10:00:00+01:00", "status": "complete", "respondent": "c1", "answers": {"nps": 3, "why": "It leaks"}}'
//
// The handler is `respond`; node:http needs nothing else, `--fastify` needs `npm install fastify` in this folder.
import { createServer as createHttpServer, STATUS_CODES } from "node:http";
import { fileURLToPath } from "node:url";
import { AlertRules, ExperienceModel } from "cxm";

/** The model in git has both: what is asked, and when somebody is told. They are made ready once. */
const model = ExperienceModel.load(new URL("../data/coffee.cxm.json", import.meta.url));
export const survey = model.survey("after-first-cup");
export const newRules = () => new AlertRules(model);

const PROBLEM = "application/problem+json";
const LIMIT = 64 << 10;

/** Phrases that RFC 9110 has in the place of older ones. */
const PHRASES = { ...STATUS_CODES, 413: "Content Too Large", 422: "Unprocessable Content" };

/** Problem details (RFC 9457): of type about:blank the title is the phrase of the status (4.2.1), and what there is to say is the detail. */
const details = (status, more) => ({ status, type: PROBLEM, body: { type: "about:blank", title: PHRASES[status], status, ...more } });

/** Problem details with a list of what is wrong, each with its place in the response as a fragment. */
const refused = (problems) =>
  details(422, {
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

/** What is answered where nothing is. */
const missing = (url) => (url === "/responses" ? details(405) : details(404));
const headersOf = ({ status, type }) => ({ "content-type": type, ...(status === 405 && { allow: "POST" }) });

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
    if (request.url !== "/responses" || request.method !== "POST") return missing(request.url);
    const body = await bodyOf(request);
    return body === null ? details(413) : respond(body, context);
  };
  return createHttpServer(async (request, reply) => {
    const answered = await answer(request).catch(() => details(500));
    reply.writeHead(answered.status, headersOf(answered)).end(JSON.stringify(answered.body));
  });
}

/** With Fastify: the survey in the place of a JSON Schema. Bodies stay bytes: read by Fastify, the last of two equal keys would stand, and the survey could not refuse them. */
export function createFastify(Fastify, context) {
  const send = (reply, answered) => reply.code(answered.status).headers(headersOf(answered)).send(JSON.stringify(answered.body));
  const failed = ({ problems, statusCode = 500, message }, _, reply) =>
    send(reply, problems ? refused(problems) : details(statusCode, statusCode < 500 ? { detail: message } : undefined));
  const app = Fastify({ bodyLimit: LIMIT, frameworkErrors: failed });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.setValidatorCompiler(({ schema }) => (body) => {
    const { ok, value, problems } = schema.parse(body);
    return ok ? { value } : { error: Object.assign(new Error("the response has problems"), { statusCode: 422, problems }) };
  });
  app.setNotFoundHandler(({ url }, reply) => send(reply, missing(url)));
  app.setErrorHandler(failed);
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
