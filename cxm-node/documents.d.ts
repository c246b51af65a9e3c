// Made by .ci/documents_dts.py from schemas/*.schema.json: documents and records as JSON holds them.

export interface Accessibility {
  /** To which level: `AA`. */
  level: string
  /** By which standard: `WCAG 2.2`. */
  standard: string
  /** By what: `screen-reader`. */
  features?: Array<string> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ActorId = string

export interface AlertRule {
  /** Its id. */
  id: AlertRuleId
  /** Who is told. */
  route: Array<Route>
  /** When. */
  when: Condition
  /** So long it is quiet after it fired. */
  cooldown?: IsoDuration | null
  /** Whether a case is opened. */
  openCase?: LoopKind | null
  /** How bad it is: 1 the least, 5 the worst. */
  severity?: number | null
  /** Within which time somebody must act. */
  sla?: IsoDuration | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type AlertRuleId = string

export type Answer = { score: number } | { choice: ChoiceId } | { other: string } | { choices: Array<ChoiceId> } | { rank: Array<ChoiceId> } | { bestWorst: Array<SetAnswer> } | { matrix: Record<string, number> } | { points: Record<string, number> } | { number: number } | { bool: boolean } | { text: string } | { date: Date } | 'skipped' | 'notApplicable' | 'dontKnow'

export interface AnswerCondition {
  /** Which question. */
  question: QuestionId
  /** Which test. */
  test: Test
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type AuthorId = string

export interface Benchmark {
  /** Its id. */
  id: BenchmarkId
  /** Of which day. */
  asOf: Date
  /** Which metric. */
  metric: MetricId
  /** Where it comes from. */
  source: string
  /** Whose value: `self`, a competitor, an industry. */
  subject: string
  /** The value. */
  value: number
  /** Its interval. */
  ci?: [number, number] | null
  /** So many answers it rests on. */
  n?: number | null
  /** Of whom. */
  population?: string | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type BenchmarkId = string

export interface Case {
  /** Its id. */
  id: CaseId
  /** What happened to it, first to last. */
  history: Array<CaseEvent>
  /** What opened it. */
  openedBy: Trigger
  /** The changes that came of it: the outer loop. */
  changes?: Array<ChangeId> | null
  /** Whose it is. */
  customer?: CustomerId | null
  /** Until when it should be closed. */
  due?: Timestamp | null
  /** The responses and other feedback that it answers. */
  feedback?: Array<FeedbackId> | null
  /** When. */
  followUpAt?: Timestamp | null
  /** The response that told so. */
  followUpResponse?: ResponseId | null
  /** What the customer answered to the same question later, whether the case was closed by then or not. */
  followUpScore?: number | null
  /** One customer's trouble, or the cause of many. */
  loop?: LoopKind | null
  /** Whether the customer is content again. */
  recovered?: boolean | null
  /** When they said so; without, it counts from the beginning. */
  recoveredAt?: Timestamp | null
  /** It is reopened once in so long a time; what comes sooner is a new case. */
  reopenEvery?: IsoDuration | null
  /** What caused it: a concept of a taxonomy. */
  rootCause?: ConceptId | null
  /** What the customer answered when it was opened. */
  score?: number | null
  /** How bad it is: 1 the least, 5 the worst. */
  severity?: number | null
  /** Who works on it. */
  team?: TeamId | null
  /** What is lost if the customer goes. */
  valueAtRisk?: Money | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface CaseEvent {
  /** When. */
  at: Timestamp
  /** Who did it; of the first step, whoever or whatever opened the case. */
  by: OwnerId
  /** Where it went. */
  to: CaseState
  /** What was noted. */
  note?: string | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type CaseId = string

export type CaseState = 'received' | 'acknowledged' | 'assessed' | 'investigating' | 'responded' | 'resolved' | 'closed' | 'reopened' | 'escalated'

export interface Ces {
  /** How it is worded. */
  form: CesForm
  /** Its scale. */
  scale: QuestionScale
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type CesForm = 'effort' | 'agreement' | 'ease'

export interface Change {
  /** Its id. */
  id: ChangeId
  /** When it was published. */
  at: Timestamp
  /** Who made it. */
  author: AuthorId
  /** The id of the element that changed; empty where there is none. */
  element: string
  /** The number of the version before. */
  fromVersion: number
  /** What kind of change it is. */
  op: ChangeOp
  /** Where, as a JSON Pointer (RFC 6901). */
  path: string
  /** The number of the version after. */
  toVersion: number
  /** The feedback that caused it, whose authors are to hear of it. */
  causedBy?: Array<FeedbackId> | null
  /** The idea it comes from. */
  idea?: IdeaId | null
  /** The initiative it is part of. */
  initiative?: InitiativeId | null
  /** The model whose versions they are. */
  model?: ModelId | null
  /** Of the place and what stands there now. */
  newHash?: string | null
  /** Of the place, by ids, and what stood there before: a later change with this as its `newHash` puts it back. */
  oldHash?: string | null
  /** The metrics it is to move. */
  watch?: Array<MetricId> | null
  /** Where the element belongs, since another may have its id elsewhere: the list in which it stands, as a JSON Pointer with ids for places. */
  within?: string | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ChangeId = string

export type ChangeOp = 'add' | 'remove' | 'replace' | 'move' | 'rename' | 'cosmetic'

export interface Channel {
  /** Its id. */
  id: ChannelId
  /** What it is. */
  kind: ChannelKind
  /** Online or offline. */
  medium?: Medium | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ChannelId = string

export type ChannelKind = 'store' | 'phone' | 'ivr' | 'email' | 'sms' | 'chat' | 'chatbot' | 'website' | 'mobileApp' | 'social' | 'reviewSite' | 'voiceAssistant' | 'mail' | 'receipt' | 'tv' | 'print' | 'radio' | 'kiosk' | 'event' | 'partner' | 'selfService' | 'inPerson' | 'other'

export interface Choice {
  /** Its id, which answers name. */
  id: ChoiceId
  /** What the respondent reads. */
  text: Text
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ChoiceId = string

export interface Concept {
  /** Its id. */
  id: ConceptId
  /** Its name. */
  label: Text
  /** The wider topic it belongs to. */
  broader?: ConceptId | null
  /** The words it is known by. */
  terms?: Array<string> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ConceptId = string

export type Condition = { event: EventPattern; [key: `x-${string}`]: unknown } | { answer: AnswerCondition; [key: `x-${string}`]: unknown } | { metric: MetricCondition; [key: `x-${string}`]: unknown } | { shift: ShiftCondition; [key: `x-${string}`]: unknown } | { all: Array<Condition>; [key: `x-${string}`]: unknown } | { anyOf: Array<Condition>; [key: `x-${string}`]: unknown }

export interface Consent {
  /** When the customer said so. */
  at: Timestamp
  /** Whether it is allowed. */
  granted: boolean
  /** For what: `marketing`, `research`. */
  purpose: string
  /** Until when it holds. */
  expires?: Timestamp | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ConsentQuestion {
  /** The purpose. */
  purpose: string
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ConstantSum {
  /** The options. */
  options: Array<Choice>
  /** How many points there are. */
  total: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ContactPolicy {
  /** So many invitations in a while, at most. */
  frequencyCap?: FrequencyCap | null
  /** So long after an invitation there is no other. */
  quarantine?: IsoDuration | null
  /** Which earlier invitations count. */
  scope?: ContactScope | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ContactScope = 'customer' | 'survey' | 'channel'

export type ContentId = string

export interface Csat {
  /** Its scale. */
  scale: QuestionScale
  /** How many of the best points count as satisfied. */
  topBox: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type Currency = string

export interface Customer {
  /** Its id, a pseudonym. */
  id: CustomerId
  /** By which names systems know it. */
  identities: Array<Identity>
  /** Where it stands with the company. */
  status: CustomerStatus
  /** The account it belongs to, of a business. */
  account?: ObjectId | null
  /** What it has allowed and forbidden, by purpose. */
  consents?: Array<Consent> | null
  /** The customer it was found to be; its own id stays resolvable. */
  mergedInto?: CustomerId | null
  /** Which personas it is, and how probably. */
  personas?: Array<[PersonaId, number]> | null
  /** What else is known, which predicates ask. */
  props?: Record<string, unknown> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type CustomerId = string

export type CustomerStatus = 'prospect' | 'active' | 'lapsed' | 'churned' | 'deleted'

export type Date = string

export interface Did {
  /** What they did. */
  pattern: EventPattern
  /** How long ago at most. */
  within?: IsoDuration | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type Direction = 'higherIsBetter' | 'lowerIsBetter'

export type ElementId = string

export interface Employee {
  /** A pseudonym. */
  id: EmployeeId
  /** The first day. */
  from: Date
  /** What the employee does. */
  role: string
  /** The team. */
  team: TeamId
  /** The version of the model the employee has read. */
  acknowledgedVersion?: number | null
  /** The last day. */
  to?: Date | null
  /** Where the employee meets customers. */
  touchpoints?: Array<TouchpointId> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type EmployeeId = string

export type EventPattern = { event: EventTest; [key: `x-${string}`]: unknown } | { all: Array<EventPattern>; [key: `x-${string}`]: unknown } | { anyOf: Array<EventPattern>; [key: `x-${string}`]: unknown } | { then: Array<EventPattern>; [key: `x-${string}`]: unknown } | { atLeast: [number, EventPattern]; [key: `x-${string}`]: unknown }

export interface EventTest {
  /** The type of the event, `order.placed`. */
  type: string
  /** What its properties must pass. */
  where?: Array<Test> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Evidence {
  /** The day it was found. */
  asOf: Date
  /** How: `interviews`, `claims`. */
  method: string
  /** So many people were asked or counted. */
  n: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ExchangeRates {
  /** Of which day. */
  asOf: Date
  /** So much of it is one unit of each other currency. */
  rates: Record<string, number>
  /** In which currency the result is. */
  to: Currency
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ExperienceModel {
  /** Its id. */
  id: ModelId
  /** The version of the document's format, `1.1`. */
  cxm: string
  /** What should come of it. */
  goals: Array<Goal>
  /** What they live through. */
  journeys: Array<JourneyMap>
  /** Who the customers are. */
  personas: Array<Persona>
  /** Which version of the model it is. */
  version: ModelVersion
  /** When somebody is told. */
  alertRules?: Array<AlertRule> | null
  /** What it is compared with. */
  benchmarks?: Array<Benchmark> | null
  /** By which ways. */
  channels?: Array<Channel> | null
  /** What is done for it. */
  initiatives?: Array<Initiative> | null
  /** What is measured; since format 1.1. */
  metrics?: Array<Metric> | null
  /** What is aimed at. */
  programs?: Array<Program> | null
  /** Parts of all customers. */
  segments?: Array<Segment> | null
  /** What they are asked. */
  surveys?: Array<Survey> | null
  /** The topics of their feedback. */
  taxonomies?: Array<Taxonomy> | null
  /** Who works on it. */
  teams?: Array<Team> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Feedback {
  /** Its id. */
  id: FeedbackId
  /** When. */
  at: Timestamp
  /** Where it comes from. */
  kind: FeedbackKind
  /** What it is about. */
  about?: Array<ObjectRef> | null
  /** Who; anonymous without. */
  author?: AuthorId | null
  /** In which language. */
  language?: Language | null
  /** The stars that came with it. */
  rating?: NormalRating | null
  /** What was taken out of the words. */
  redactions?: Array<Redaction> | null
  /** Of a review: how it came about. */
  review?: ReviewMeta | null
  /** Its mood. */
  sentiment?: Sentiment | null
  /** Which system it was read from. */
  sourceSystem?: string | null
  /** Its topics. */
  tags?: Array<Tag> | null
  /** The words, as they were said but for what `redactions` names. */
  text?: string | null
  /** At which touchpoint. */
  touchpoint?: TouchpointId | null
  /** Where it can be read. */
  url?: string | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type FeedbackId = string

export type FeedbackKind = 'review' | 'socialPost' | 'call' | 'chat' | 'email' | 'ticket' | 'comment' | 'suggestion' | 'complaint' | 'compliment'

export type Flow = { step: TouchpointId; [key: `x-${string}`]: unknown } | { seq: Array<Flow>; [key: `x-${string}`]: unknown } | { choice: Array<Flow>; [key: `x-${string}`]: unknown } | { any: Array<Flow>; [key: `x-${string}`]: unknown } | { opt: Flow; [key: `x-${string}`]: unknown } | { loop: Flow; [key: `x-${string}`]: unknown }

export interface FrequencyCap {
  /** How many. */
  invitations: number
  /** In which while. */
  within: IsoDuration
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Goal {
  /** Its id. */
  id: GoalId
  /** What the customer does when the goal is reached. */
  action: EventPattern
  /** Its name. */
  name: Text
  /** Whose goal it is. */
  population: Population
  /** From when the clock runs. */
  start: EventPattern
  /** What ends the chance: an opt-out. */
  competing?: Array<EventPattern> | null
  /** The objective of the organisation that it serves. */
  objective?: ObjectiveId | null
  /** Who answers for it. */
  owner?: OwnerId | null
  /** The share that is aimed at. */
  target?: number | null
  /** Within which time; for ever, if it lacks. */
  within?: IsoDuration | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type GoalId = string

export interface Idea {
  /** Its id. */
  id: IdeaId
  /** When. */
  at: Timestamp
  /** Who had it. */
  author: AuthorId
  /** Whether a customer had it; else an employee. */
  byCustomer: boolean
  /** How far it came. */
  status: IdeaStatus
  /** What it says. */
  text: Text
  /** The elements of the model it is about. */
  about?: Array<ElementId> | null
  /** What it would take. */
  effort?: number | null
  /** The feedback it comes from. */
  fromFeedback?: Array<FeedbackId> | null
  /** What it would bring. */
  impact?: number | null
  /** So many for it, so many against. */
  votes?: [number, number] | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type IdeaId = string

export type IdeaStatus = 'new' | 'screened' | 'accepted' | 'rejected' | 'inProgress' | 'adopted' | 'retired'

export interface Identity {
  /** How sure it is that the key is this customer's. */
  confidence: number
  /** The key: a keyed hash of what the system has, so that nobody can be looked up from it. */
  key: string
  /** The namespace: the system, or what kind of key it is. */
  ns: string
  /** Since when. */
  since: Timestamp
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Initiative {
  /** Its id. */
  id: InitiativeId
  /** What kind of thing. */
  kind: string
  /** Its name. */
  name: Text
  /** How far it is: `active`, `planned`, `done`. */
  status: string
  /** Whom it leaves alone, to compare with. */
  control?: Predicate | null
  /** What it costs. */
  cost?: Money | null
  /** The last day. */
  end?: Date | null
  /** Who answers for it. */
  owner?: OwnerId | null
  /** The first day. */
  start?: Date | null
  /** What it is to bring. */
  targets?: Array<MetricTarget> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type InitiativeId = string

export interface Interaction {
  /** Its id, once in its source. */
  id: InteractionId
  /** Where it was seen, a URI reference; with `id` it names the event. */
  source: string
  /** The customer. */
  subject: CustomerId
  /** When, with the offset of the place. */
  time: Timestamp
  /** What happened, as event patterns name it. */
  type: string
  /** Who or what served. */
  actor?: ActorId | null
  /** By which channel. */
  channel?: ChannelId | null
  /** What it cost to serve. */
  cost?: Money | null
  /** Anything else, which event patterns ask. */
  data?: Record<string, unknown> | null
  /** What kind of data `data` is. */
  datacontenttype?: string | null
  /** The schema of `data`. */
  dataschema?: string | null
  /** When it ended. */
  end?: Timestamp | null
  /** What it was about. */
  objects?: Array<ObjectRef> | null
  /** What the customer wanted: `inquiry`, `problem`, `purchase`. */
  purpose?: string | null
  /** In which session. */
  session?: SessionId | null
  /** The version of `CloudEvents`, `1.0`. */
  specversion?: string | null
  /** At which touchpoint, where that is known; a model's patterns tell it too. */
  touchpoint?: TouchpointId | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type InteractionId = string

export interface Invitation {
  /** Its id, which the response names. */
  id: InvitationId
  /** When. */
  at: Timestamp
  /** By which channel. */
  channel: ChannelId
  /** What became of it. */
  outcome: InvitationOutcome
  /** The survey. */
  survey: SurveyId
  /** Who was asked. */
  to: RespondentId
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type InvitationId = string

export type InvitationOutcome = 'sent' | 'bounced' | 'opened' | 'started' | 'completed' | 'dismissed' | 'ignored' | 'optedOut' | 'suppressed'

export type IsoDuration = string

export interface Item {
  /** The product. */
  product: ProductId
  /** How many, or how much. */
  qty: number
  /** For how much. */
  value: Money
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type JourneyId = string

export interface JourneyMap {
  /** Its id. */
  id: JourneyId
  /** In which order its touchpoints are met. */
  flow: Flow
  /** Its name. */
  name: Text
  /** Whose journey it is. */
  persona: PersonaId
  /** Its parts, in their order. */
  stages: Array<Stage>
  /** What should come of it. */
  goals?: Array<GoalId> | null
  /** Who answers for it. */
  owner?: OwnerId | null
  /** As it is or as it is to be. */
  state?: MapState | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type Language = string

export type LoopKind = 'inner' | 'outer'

export type MapState = 'asIs' | 'toBe'

export interface Matrix {
  /** The rows. */
  rows: Array<Choice>
  /** Their scale. */
  scale: QuestionScale
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface MaxDiff {
  /** The options. */
  options: Array<Choice>
  /** How many a set shows. */
  perSet: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type MeasuredIn = 'points' | 'share' | 'scale' | 'index'

export type Medium = 'online' | 'offline'

export interface Metric {
  /** Its id, which questions, targets, benchmarks and alert rules name. */
  id: MetricId
  /** How it is computed. */
  formula: MetricFormula
  /** Its revision, counted up when its meaning changes. */
  rev: number
  /** Which way is better. */
  direction?: Direction | null
  /** What an answer that is missing counts as. */
  missing?: MissingRule | null
  /** Its name. */
  name?: Text | null
  /** Of whom. */
  population?: Population | null
  /** In what it is measured. */
  unit?: MeasuredIn | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface MetricCondition {
  /** Which metric. */
  metric: MetricId
  /** Which test. */
  test: Test
  /** Only when it is no accident. */
  significant?: boolean | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type MetricFormula = 'nps' | 'enps' | 'csat' | 'ces' | 'stars' | 'favorability' | 'mean' | 'goalPerformance' | 'employeeEngagement' | 'rateOfInnovation' | 'rateOfImprovement' | 'custom'

export type MetricId = string

export interface MetricTarget {
  /** Which metric. */
  metric: MetricId
  /** The value that is aimed at. */
  target: number
  /** By when. */
  by?: Date | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type MissingRule = 'exclude' | 'worst'

export type ModelId = string

export interface ModelVersion {
  /** When. */
  at: Timestamp
  /** By whom. */
  author: OwnerId
  /** Its number. */
  seq: number
  /** The SHA-256 of the canonical JSON without this key. */
  hash?: string | null
  /** What was changed. */
  message?: string | null
  /** The hashes of the versions it was made from. */
  parents?: Array<string> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Money {
  /** The currency. */
  currency: Currency
  /** Minor units: cents of a euro, yen of a yen. */
  minor: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface MultiChoice {
  /** The options. */
  options: Array<Choice>
  /** The most that may be chosen. */
  max?: number | null
  /** The fewest that may be chosen. */
  min?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface NormalRating {
  /** The best that could be. */
  best: number
  /** What was given. */
  value: number
  /** The worst that could be. */
  worst: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface NumberEntry {
  /** Its unit: `days`. */
  unit?: string | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ObjectId = string

export interface ObjectRef {
  /** The object: an order, a product, a device. */
  object: ObjectId
  /** What kind of object. */
  objectType: string
  /** What it is to the event: `bought`, `returned`. */
  qualifier: string
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ObjectiveId = string

export type Op = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'contains' | 'exists'

export interface OpenText {
  /** How many characters at most. */
  maxChars?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Options {
  /** The options. */
  options: Array<Choice>
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type OwnerId = string

export interface Persona {
  /** Its id. */
  id: PersonaId
  /** Its name. */
  name: Text
  /** What they need to take part at all: `large-text`. */
  accessibilityNeeds?: Array<string> | null
  /** Which customers are this persona. */
  assign?: Predicate | null
  /** What they do. */
  behaviors?: Array<Trait> | null
  /** What stands in their way. */
  challenges?: Array<Trait> | null
  /** Age, place, income. */
  demographics?: Array<Trait> | null
  /** What it rests on. */
  evidence?: Evidence | null
  /** How they live. */
  lifestyle?: Array<Trait> | null
  /** What moves them. */
  motivations?: Array<Trait> | null
  /** The persona is told and never assigned, so `assign` may lack. */
  narrativeOnly?: boolean | null
  /** What they need. */
  needs?: Array<Trait> | null
  /** Who answers for it. */
  owner?: OwnerId | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type PersonaId = string

export type Population = 'customers' | 'prospects' | 'customersAndProspects'

export type Predicate = { test: Test; [key: `x-${string}`]: unknown } | { all: Array<Predicate>; [key: `x-${string}`]: unknown } | { anyOf: Array<Predicate>; [key: `x-${string}`]: unknown } | { not: Predicate; [key: `x-${string}`]: unknown } | { did: Did; [key: `x-${string}`]: unknown }

export type ProductId = string

export interface Program {
  /** Its id. */
  id: ProgramId
  /** Its name. */
  name: Text
  /** What it aims at. */
  objectives: Array<MetricTarget>
  /** Who answers for it. */
  owner: OwnerId
  /** How often it is reviewed. */
  reviewEvery: IsoDuration
  /** By what. */
  initiatives?: Array<InitiativeId> | null
  /** The reviews so far: the day and what was said. */
  reviews?: Array<[Date, string]> | null
  /** The surveys it listens by. */
  surveys?: Array<SurveyId> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type ProgramId = string

export interface Question {
  /** Its id, which answers name; a changed scale or kind is another question. */
  id: QuestionId
  /** What it asks for. */
  kind: QuestionKind
  /** The revision of its wording, counted up. */
  rev: number
  /** What the respondent reads. */
  text: Text
  /** The metric it feeds, which links waves and languages. */
  metric?: MetricId | null
  /** Whether a complete response answers it, where it is shown. */
  required?: boolean | null
  /** When it is shown: a condition on earlier answers; without one, always. */
  showIf?: Predicate | null
  /** The touchpoint it is about. */
  touchpoint?: TouchpointId | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type QuestionId = string

export type QuestionKind = 'nps' | { csat: Csat; [key: `x-${string}`]: unknown } | { ces: Ces; [key: `x-${string}`]: unknown } | { rating: Rating; [key: `x-${string}`]: unknown } | { singleChoice: SingleChoice; [key: `x-${string}`]: unknown } | { multiChoice: MultiChoice; [key: `x-${string}`]: unknown } | { ranking: Options; [key: `x-${string}`]: unknown } | { maxDiff: MaxDiff; [key: `x-${string}`]: unknown } | { matrix: Matrix; [key: `x-${string}`]: unknown } | { constantSum: ConstantSum; [key: `x-${string}`]: unknown } | { semantic: Semantic; [key: `x-${string}`]: unknown } | { slider: Slider; [key: `x-${string}`]: unknown } | 'yesNo' | { number: NumberEntry; [key: `x-${string}`]: unknown } | 'date' | { openText: OpenText; [key: `x-${string}`]: unknown } | { emotion: Options; [key: `x-${string}`]: unknown } | { consent: ConsentQuestion; [key: `x-${string}`]: unknown } | 'file'

export interface QuestionScale {
  /** Which end is good. */
  direction: Direction
  /** The highest point. */
  max: number
  /** The lowest point. */
  min: number
  /** The words on a point. */
  labels?: Record<string, Text> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Quota {
  /** Its id, by which the caller counts. */
  id: QuotaId
  /** How many are wanted. */
  max: number
  /** Which responses count: a condition on the answers. */
  when: Predicate
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type QuotaId = string

export interface Rating {
  /** What it measures: `trust`. */
  construct: string
  /** Its scale. */
  scale: QuestionScale
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Records {
  /** What became better. */
  changes?: Array<Change> | null
  /** Who the customers are. */
  customers?: Array<Customer> | null
  /** Who works with them. */
  employees?: Array<Employee> | null
  /** What else was said. */
  feedback?: Array<Feedback> | null
  /** What could be better. */
  ideas?: Array<Idea> | null
  /** What happened. */
  interactions?: Array<Interaction> | null
  /** Who was asked. */
  invitations?: Array<Invitation> | null
  /** What they answered. */
  responses?: Array<SurveyResponse> | null
  /** What was bought. */
  transactions?: Array<Transaction> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Redaction {
  /** Where it ends, not included. */
  end: number
  /** What was there: `email`, `phone`. */
  entity: string
  /** Where it begins: a byte of the UTF-8 text as it stands. */
  start: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type RespondentId = string

export type Respondents = 'customers' | 'prospects' | 'employees' | 'partners'

export type ResponseId = string

export type ResponseStatus = 'complete' | 'partial' | 'screenedOut' | 'overQuota' | 'test'

export interface ReviewMeta {
  /** Whether its author got something for it. */
  incentivized: boolean
  /** What moderation did: `published`, `edited`, `rejected`. */
  moderation: string
  /** Whether its author is known to have bought. */
  verified: boolean
  /** When the company answered. */
  respondedAt?: Timestamp | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Route {
  /** A role, a team or an address: `role:frontline`. */
  to: string
  /** And the owner of this element. */
  ownerOf?: ElementId | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Segment {
  /** Its id. */
  id: SegmentId
  /** Its name. */
  name: Text
  /** Who is in it. */
  rule: Predicate
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type SegmentId = string

export interface Semantic {
  /** The word at the lowest point. */
  left: Text
  /** The word at the highest point. */
  right: Text
  /** The scale. */
  scale: QuestionScale
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Sentiment {
  /** Which model, with its version. */
  model: string
  /** From -1, bad, to 1, good. */
  score: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type SessionId = string

export interface SetAnswer {
  /** The best, or most important, of them. */
  best: ChoiceId
  /** The options of the set. */
  shown: Array<ChoiceId>
  /** The worst, or least important, of them. */
  worst: ChoiceId
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface ShiftCondition {
  /** So many periods it runs on average until a false alarm. */
  arl0: number
  /** How it is watched: `cusum`. */
  method: string
  /** Which metric. */
  metric: MetricId
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface SingleChoice {
  /** The options. */
  options: Array<Choice>
  /** Whether there is an "other" with words of one's own. */
  other?: boolean | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Slider {
  /** The highest. */
  max: number
  /** The lowest. */
  min: number
  /** From one to the next. */
  step: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Stage {
  /** Its id. */
  id: StageId
  /** What kind of part. */
  kind: StageKind
  /** Its name. */
  name: Text
  /** Where customer and company meet in it. */
  touchpoints: Array<Touchpoint>
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type StageId = string

export type StageKind = 'initialContact' | 'awareness' | 'consideration' | 'investigation' | 'choiceReduction' | 'purchase' | 'delivery' | 'onboarding' | 'use' | 'support' | 'renewal' | 'advocacy' | 'exit' | 'custom'

export interface Survey {
  /** Its id, which responses name. */
  id: SurveyId
  /** What it is for. */
  kind: SurveyKind
  /** The questions. */
  questions: Array<Question>
  /** Who is asked. */
  respondents: Respondents
  /** Its revision, counted up. */
  rev: number
  /** What the respondent reads first. */
  title: Text
  /** How often one may be asked. */
  contactPolicy?: ContactPolicy | null
  /** The languages it is offered in; without, those of its texts. */
  languages?: Array<Language> | null
  /** How many responses of a kind are wanted. */
  quotas?: Array<Quota> | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type SurveyId = string

export type SurveyKind = 'relationship' | 'transactional' | 'pulse' | 'conceptTest' | 'alignment' | 'employee'

export interface SurveyResponse {
  /** Its id. */
  id: ResponseId
  /** The answers by question. */
  answers: Record<string, Answer>
  /** When. */
  at: Timestamp
  /** The revision of the survey it was collected under. */
  rev: number
  /** Whether it is whole. */
  status: ResponseStatus
  /** The survey. */
  survey: SurveyId
  /** By which channel. */
  channel?: ChannelId | null
  /** The interaction it is about. */
  interaction?: InteractionId | null
  /** The invitation it answers; an invitation has one response. */
  invitation?: InvitationId | null
  /** In which language. */
  language?: Language | null
  /** Anything else about the response. */
  props?: Record<string, unknown> | null
  /** Who answered; anonymous without. */
  respondent?: RespondentId | null
  /** The response it corrects: an edit is a new record. */
  supersedes?: ResponseId | null
  /** Its weight. */
  weight?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Tag {
  /** Who or what tagged: `emp:mia`, `lexicon/1`. */
  by: string
  /** The topic. */
  concept: ConceptId
  /** The revision of the taxonomy it was taken from. */
  taxonomyRev: number
  /** How sure that is. */
  confidence?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export interface Taxonomy {
  /** Its id. */
  id: TaxonomyId
  /** Its topics. */
  concepts: Array<Concept>
  /** Its revision. */
  rev: number
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type TaxonomyId = string

export interface Team {
  /** Its id. */
  id: TeamId
  /** Its name. */
  name: Text
  /** What it does: `service`, `operations`. */
  function?: string | null
  /** The team it is part of. */
  parent?: TeamId | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type TeamId = string

export interface Test {
  /** How it is compared. */
  op: Op
  /** The name of the property, as it stands in the profile, the event or the answers. */
  prop: string
  /** With what. */
  value: unknown
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type Text = Record<string, string>

export type Timestamp = string

export interface Touchpoint {
  /** Its id, once in the model. */
  id: TouchpointId
  /** By which channels. */
  channels: Array<ChannelId>
  /** Two actors or one. */
  kind: TouchpointKind
  /** Its name. */
  name: Text
  /** How it can be used by all. */
  accessibility?: Accessibility | null
  /** What is shown or said here. */
  content?: Array<ContentId> | null
  /** The score customers expect here. */
  expectation?: number | null
  /** Which events are this touchpoint. */
  matches?: EventPattern | null
  /** Whether it decides how the whole is felt. */
  momentOfTruth?: boolean | null
  /** Who answers for it. */
  owner?: OwnerId | null
  /** What hurts here. */
  painPoints?: Array<Trait> | null
  /** Of two touchpoints whose events overlap the one with the greater number takes them. */
  priority?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type TouchpointId = string

export type TouchpointKind = 'communication' | 'action'

export interface Trait {
  /** Its id. */
  id: TraitId
  /** What it says. */
  text: Text
  /** Of how many of these customers it is true. */
  share?: number | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type TraitId = string

export interface Transaction {
  /** Its id. */
  id: TransactionId
  /** When. */
  at: Timestamp
  /** Who. */
  customer: CustomerId
  /** What kind: it says whether the money came or went. */
  kind: TransactionKind
  /** How much, without a sign. */
  value: Money
  /** By which channel. */
  channel?: ChannelId | null
  /** What it was for. */
  items?: Array<Item> | null
  /** What was left of it after costs, before it is known whether it came or went; a loss is negative. */
  margin?: Money | null
  /** Keys of your own. */
  [key: `x-${string}`]: unknown
}

export type TransactionId = string

export type TransactionKind = 'purchase' | 'refund' | 'return' | 'subscriptionStart' | 'subscriptionRenewal' | 'subscriptionCancel' | 'upgrade' | 'downgrade'

export type Trigger = { rule: AlertRuleId } | { person: OwnerId } | 'customer'
