"""Event logs as files: XES, OCEL, CloudEvents, Segment. The files are written here, by hand or from the events; the answers are counted from the events."""

import gzip
import json
from datetime import timedelta, timezone
from xml.sax.saxutils import quoteattr

from journey import START, variants, walk
from vectors import Vectors

BERLIN = timezone(timedelta(hours=1))


def tag(kind, key, value):
    return f"<{kind} key={quoteattr(key)} value={quoteattr(value, {chr(10): '&#10;', chr(9): '&#9;'})}/>"


def xes(events, more=lambda who, what: ""):
    traces = {}
    for who, what, at in events:
        traces.setdefault(who, []).append(f"<event>{more(who, what)}{tag('date', 'time:timestamp', at.astimezone(BERLIN).isoformat())}{tag('string', 'concept:name', what)}</event>")
    body = "\n".join(f"<trace>{tag('string', 'concept:name', who)}\n{chr(10).join(own)}\n</trace>" for who, own in traces.items())
    head = '<global scope="event"><string key="concept:name" value="UNKNOWN"/></global><classifier name="a" keys="concept:name"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n{head}\n{body}\n</log>\n'


def utc(at):
    return at.isoformat().replace("+00:00", "Z")


def lines(objects):
    return "".join(json.dumps(one) + "\n" for one in objects)


def facts(events, channels=(), dropped=0, **more):
    return {"n_events": len(events), "n_customers": len({e[0] for e in events}), "n_dropped": dropped, "touchpoints": sorted({e[1] for e in events}), "channels": list(channels), "rows": variants(events), **more}


WRITTEN = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
  </global>
  <classifier name="Touchpoint" keys="concept:name"/>
  <trace>
    <string key="concept:name" value="a &amp; b"/>
    <event>
      <string key="concept:name" value="visit&#10;&quot;shop&quot;"/>
      <date key="time:timestamp" value="2026-03-01T00:00:00Z"/>
      <string key="channel" value="web"/>
      <float key="value" value="12.5"/>
      <boolean key="new" value="true"/>
    </event>
    <event>
      <string key="concept:name" value="pay"/>
      <date key="time:timestamp" value="2026-03-01T00:00:00.250000Z"/>
      <string key="channel" value="web"/>
      <int key="new" value="3"/>
    </event>
  </trace>
</log>
"""


def build():
    v = Vectors("event_log_files", "Event logs as files: XES, OCEL 2.0, CloudEvents and Segment's calls", "counted from the events that conformance/make/event_log_files.py writes into the files")
    at = lambda minutes: START + timedelta(minutes=minutes)  # noqa: E731
    read = lambda id_, format, text, expect, **more: v.add(id_, call="event_log_read", format=format, text=text, expect=expect, **more)  # noqa: E731
    for id_, events in (("walk", walk(3, 15)), ("walk_of_many", walk(4, 60))):
        read(f"xes_{id_}", "xes", xes(events), facts(events))
        read(f"cloudevents_{id_}", "cloudevents", lines({"specversion": "1.0", "id": str(n), "source": "/shop", "type": what, "subject": who, "time": utc(t)} for n, (who, what, t) in enumerate(events)), facts(events))
        read(f"segment_{id_}", "segment", lines({"type": "track", "userId": who, "event": what, "timestamp": utc(t)} for who, what, t in events), facts(events))
        objects = [{"id": who, "type": "customer"} for who in sorted({e[0] for e in events})] + [{"id": "o", "type": "order"}]
        shown = [{"id": f"e{n}", "type": what, "time": utc(t), "relationships": [{"objectId": "o", "qualifier": ""}, {"objectId": who, "qualifier": ""}]} for n, (who, what, t) in enumerate(events)]
        read(f"ocel_{id_}", "ocel", json.dumps({"objectTypes": [], "eventTypes": [], "events": shown, "objects": objects}), facts(events), options={"object_type": "customer"})
    many = walk(5, 20)
    v.add("xes_gzip", call="event_log_read", format="xes", bytes=gzip.compress(xes(many).encode(), mtime=0).hex(), expect=facts(many))
    v.add("xes_gzip_in_two_members", call="event_log_read", format="xes", bytes=(gzip.compress(xes(many).encode()[:500], mtime=0) + gzip.compress(xes(many).encode()[500:], mtime=0)).hex(), expect=facts(many))
    shops = lambda who, what: tag("string", "org:resource", "till" if what == "pay" else "web")  # noqa: E731
    read("xes_channel", "xes", xes(many, shops), facts(many, ["till", "web"]), options={"channel": "org:resource"})
    read("xes_touchpoint_by_another_key", "xes", xes(many, shops), facts([(who, "till" if what == "pay" else "web", t) for who, what, t in many]), options={"touchpoint": "org:resource"})
    read("xes_written", "xes", WRITTEN, {"n_events": 2, "channels": ["web"], "xes": WRITTEN}, options={"channel": "channel", "value": "value", "attributes": ["new"]}, comment="what is written is read, and written the same")
    gap = xes([("a", "visit", at(0)), ("a", "", at(1)), ("b", "pay", at(2))])
    read("xes_missing_is_dropped", "xes", gap, facts([("a", "visit", at(0)), ("b", "pay", at(2))], dropped=1), options={"missing": "drop"})
    read("xes_one_name_in_two_traces", "xes", xes([("a", "visit", at(0))]).replace("</log>", '<trace><string key="concept:name" value="a"/><event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2026-03-02T00:00:00Z"/></event></trace></log>'), facts([("a", "visit", at(0)), ("a", "pay", at(9))]), comment="one customer")
    read("xes_local_times", "xes", '<log><trace><string key="concept:name" value="a"/><event><string key="concept:name" value="second"/><date key="time:timestamp" value="2026-03-29T03:30:00"/></event><event><string key="concept:name" value="first"/><date key="time:timestamp" value="2026-03-29T00:45:00Z"/></event></trace></log>', facts([("a", "first", at(0)), ("a", "second", at(1))]), options={"tz": "Europe/Berlin"}, comment="03:30 in Berlin is 01:30Z")
    batch = [{"type": "pay", "subject": "a", "time": utc(at(1)), "source": "/app"}, {"type": "visit", "subject": "a", "time": utc(at(0)), "source": "/web"}]
    read("cloudevents_batch", "cloudevents", json.dumps(batch, indent=1), facts([("a", "visit", at(0)), ("a", "pay", at(1))], ["/app", "/web"]), options={"channel": "source"})
    inside = [{"type": "t", "time": utc(at(0)), "data": {"who": {"id": 7}, "what": "visit"}}]
    read("cloudevents_pointers", "cloudevents", lines(inside), {"n_events": 1, "touchpoints": ["visit"]}, options={"customer": "/data/who/id", "touchpoint": "/data/what"})
    call = lambda minutes, kind, **more: {"type": kind, "timestamp": utc(at(minutes)), **more}  # noqa: E731
    visit = [call(0, "page", anonymousId="x", name="Home"), call(1, "screen", anonymousId="x"), call(2, "identify", anonymousId="x", userId="ann"), call(3, "track", userId="ann", event="Paid"), call(4, "group", userId="ann", groupId="g")]
    stitched = [("ann", "Viewed Home Page", at(0)), ("ann", "Loaded a Screen", at(1)), ("ann", "Paid", at(3))]
    read("segment_identify", "segment", lines(visit), facts(stitched), comment="what a visitor did before signing in is the user's")
    read("segment_identify_in_any_order", "segment", lines(visit[::-1]), facts(stitched))
    read("segment_alias", "segment", lines([*visit, call(9, "alias", previousId="ann", userId="anna"), call(10, "track", userId="anna", event="Paid")]), facts([*(("anna", what, t) for _, what, t in stitched), ("anna", "Paid", at(10))]))
    shared = [call(0, "page", anonymousId="x"), call(1, "identify", anonymousId="x", userId="ann"), call(2, "page", anonymousId="x"), call(3, "identify", anonymousId="x", userId="bob"), call(4, "page", anonymousId="x"), call(5, "page", anonymousId="y")]
    read("segment_device_of_two", "segment", lines(shared), facts([("ann", "Loaded a Page", at(0)), ("bob", "Loaded a Page", at(2)), ("bob", "Loaded a Page", at(4)), ("y", "Loaded a Page", at(5))]), comment="an anonymous event is of the one who signs in next, or of the last")
    two = {"objects": [{"id": "a", "type": "customer"}, {"id": "b", "type": "customer"}], "events": [{"id": "e", "type": "meet", "time": utc(at(0)), "relationships": [{"objectId": "a", "qualifier": "x"}, {"objectId": "a", "qualifier": "y"}, {"objectId": "b", "qualifier": ""}]}]}
    read("ocel_one_event_of_two", "ocel", json.dumps(two), facts([("a", "meet", at(0)), ("b", "meet", at(0))]), options={"object_type": "customer"}, comment="of each object once, whatever its qualifiers")
    return v
