"""Scripts for automatic configuration (PAC): worked out in a confined process, and refused in words that IT can act on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.proxy_script import ProxyScript, first_of
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.proxy_scripts import asking
from prevent_desktop.proxy_scripts.asking import find_proxy
from prevent_desktop.proxy_scripts.questions import FindProxy, Trouble
from prevent_desktop.proxy_scripts.questions import RefusedError as ScriptRefusedError
from tests.managed import managed
from tests.unit.delivery.line_stage import Computer
from tests.unit.delivery.proxy_stage import AUTHORITY, HOST, URL, ask
from tests.unit.delivery.strange_servers import CONNECTED, StrangeProxy, StrangeServer, answer

TWENTY = """
// As a council's own: twenty rules, one after the other.
function FindProxyForURL(url, host) {
  if (isPlainHostName(host)) return "DIRECT";
  if (dnsDomainIs(host, ".council.example")) return "DIRECT";
  if (localHostOrDomainIs(host, "intranet.council.example")) return "DIRECT";
  if (shExpMatch(host, "*.local")) return "DIRECT";
  if (shExpMatch(url, "http://*:8080/*")) return "DIRECT";
  if (isInNet(host, "10.0.0.0", "255.0.0.0")) return "DIRECT";
  if (isInNet(host, "172.16.0.0", "255.240.0.0")) return "DIRECT";
  if (isInNet(dnsResolve(host), "192.168.0.0", "255.255.0.0")) return "DIRECT";
  if (host == "mail.example") return "PROXY mail.example:25";
  if (dnsDomainLevels(host) > 6) return "PROXY deep.example:1";
  if (shExpMatch(host, "*.sch.uk")) return "PROXY schools.example:3128";
  if (shExpMatch(host, "*.gov.uk") || shExpMatch(host, "*.police.uk")) return "HTTPS safe.example:443";
  if (shExpMatch(host, "*.nhs.uk")) return "PROXY health.example:8080; DIRECT";
  if (host.substring(0, 4) == "sip.") return "SOCKS5 sip.example:1080; PROXY sip.example:80";
  if (weekdayRange("MON", "SUN") && host == "always.example") return "PROXY week.example:1";
  if (timeRange(0, 0, 0, 23, 59, 59) && host == "day.example") return "PROXY day.example:1";
  if (dateRange("JAN", "DEC") && host == "year.example") return "PROXY year.example:1";
  if (isInNet(myIpAddress(), "203.0.113.0", "255.255.255.0")) return "PROXY there.example:1";
  if (!isResolvable(host) && host == "gone.example") return "PROXY gone.example:1";
  return "PROXY usual.example:8080; PROXY second.example:8080";
}
"""
LOOPS = "function FindProxyForURL(url, host) { while (true) {} }"


def asked(
    script: str | bytes, host: str = HOST, addresses: dict[str, str] | None = None, url: str = ""
) -> str:
    content = script if isinstance(script, bytes) else script.encode()
    return find_proxy(content, FindProxy(url=url or f"https://{host}/", host=host, addresses=addresses or {}))


def refusal(script: str | bytes) -> ScriptRefusedError:
    with pytest.raises(ScriptRefusedError) as caught:
        asked(script)
    return caught.value


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("server", "DIRECT"),
        ("packs.council.example", "DIRECT"),
        ("printer.local", "DIRECT"),
        ("a.b.c.d.e.f.g.h", "PROXY deep.example:1"),
        ("mail.example", "PROXY mail.example:25"),
        ("oak.kent.sch.uk", "PROXY schools.example:3128"),
        ("packs.northfield.gov.uk", "HTTPS safe.example:443"),
        ("x.nhs.uk", "PROXY health.example:8080; DIRECT"),
        ("sip.example", "SOCKS5 sip.example:1080; PROXY sip.example:80"),
        ("always.example", "PROXY week.example:1"),
        ("day.example", "PROXY day.example:1"),
        ("year.example", "PROXY year.example:1"),
        ("gone.example", "PROXY gone.example:1"),
        ("10.1.2.3", "DIRECT"),
        ("172.31.0.9", "DIRECT"),
        ("172.32.0.9", "PROXY usual.example:8080; PROXY second.example:8080"),
        (HOST, "PROXY usual.example:8080; PROXY second.example:8080"),
    ],
)
def test_a_script_of_twenty_rules(host: str, wanted: str) -> None:
    assert asked(TWENTY, host) == wanted


def test_addresses_are_those_that_are_given_along() -> None:
    assert asked(TWENTY, HOST, {HOST: "192.168.4.4"}) == "DIRECT"
    assert asked(TWENTY, HOST, {"": "203.0.113.7"}) == "PROXY there.example:1"


def test_addresses_are_looked_up_only_where_the_script_asks_and_of_nothing_else() -> None:
    looked: list[str] = []

    def look_up(name: str) -> str:
        looked.append(name)
        return "10.0.0.9"

    question = FindProxy(url=f"https://{HOST}/", host=HOST)
    plain = b"function FindProxyForURL(url, host) { return 'DIRECT'; }"
    assert find_proxy(plain, question, look_up) == "DIRECT"
    assert looked == []
    other = b"function FindProxyForURL(url, host) { return dnsResolve('told.' + host) + myIpAddress() + dnsResolve(host); }"
    assert find_proxy(other, question, look_up) == "null10.0.0.910.0.0.9"
    assert looked == ["", HOST]


def test_it_is_told_no_path(tmp_path: Path) -> None:
    file = tmp_path / "echo.pac"
    file.write_text("function FindProxyForURL(url, host) { return 'PROXY ' + url.length + '.example:1'; }")
    script = ProxyScript(str(file), lambda _address: b"")
    assert script.proxy_for(URL + "/secret") == f"http://{len(f'https://{HOST}/')}.example:1"


def test_one_that_loops_is_ended_and_then_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "loops.pac"
    file.write_text(LOOPS)
    ticks = iter(range(100))
    script = ProxyScript(str(file), lambda _address: b"", clock=lambda: float(next(ticks)))
    for _time in range(2):  # the second time without the seconds of the first
        with pytest.raises(WaitingError, match="did not come to an end") as caught:
            script.proxy_for(URL)
        assert caught.value.kind == "proxy_script_broken"


def test_one_of_ten_megabytes_is_not_run(tmp_path: Path) -> None:
    file = tmp_path / "large.pac"
    file.write_bytes(TWENTY.encode() + b"\n//" + b"x" * 10_000_000)
    with pytest.raises(WaitingError, match="larger than 1 MB"):
        ProxyScript(str(file), lambda _address: b"").proxy_for(URL)


def test_one_that_takes_all_memory_is_ended() -> None:
    script = "function FindProxyForURL(u, h) { const all = []; while (true) all.push(new Array(100000).fill(h + all.length)); }"
    assert refusal(script).refusal.trouble in {Trouble.ENDLESS, Trouble.ERROR}


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("", Trouble.NO_FUNCTION),
        ("var FindProxyForURL = 3;", Trouble.NO_FUNCTION),
        ("function FindProxyForURL() { return 3; }", Trouble.NO_TEXT),
        ("function FindProxyForURL() {}", Trouble.NO_TEXT),
        ("function FindProxyForURL( {", Trouble.ERROR),
        ("<html>404</html>", Trouble.ERROR),
        ("throw new Error('x'.repeat(100000));", Trouble.ERROR),
        ("function FindProxyForURL() { return f(); } function f() { return f() + 1; }", Trouble.ERROR),
        (b"\xff\xfe\x00\x01", Trouble.ERROR),
    ],
)
def test_what_is_no_script_is_told(script: str | bytes, trouble: Trouble) -> None:
    found = refusal(script).refusal
    assert found.trouble is trouble
    assert len(found.words) <= 300


@pytest.mark.parametrize(
    "reach",
    [
        "call_python('dukpy.load_module', 'fs')",
        "require('fs')",
        "process.env.HOME",
        "std.open('/etc/passwd', 'r')",
        "os.readdir('/')",
        "fetch('https://example.org')",
        "new XMLHttpRequest()",
        "new Worker('x')",
    ],
)
def test_a_script_reaches_nothing_but_itself(reach: str) -> None:
    script = f"function FindProxyForURL() {{ return JSON.stringify({reach}); }}"
    assert refusal(script).refusal.trouble in {Trouble.ERROR, Trouble.NO_TEXT}


def test_nothing_stays_from_script_to_script() -> None:
    assert asked("globalThis.kept = 1; function FindProxyForURL() { return 'DIRECT'; }") == "DIRECT"
    assert asked("function FindProxyForURL() { return typeof kept; }") == "undefined"
    asking.PROCESSES.close()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("DIRECT", ""),
        ("", ""),
        ("PROXY a.example:80; DIRECT", "http://a.example:80"),
        ("HTTPS a.example:443", "https://a.example:443"),
        ("SOCKS a:1; HTTP b.example:2", "http://b.example:2"),
        (" ; proxy c.example:3 ;", "http://c.example:3"),
        ("SOCKS a:1; DIRECT", ""),
    ],
)
def test_the_first_that_can_be_used_counts(said: str, wanted: str) -> None:
    assert first_of(said) == wanted


@pytest.mark.parametrize("said", ["SOCKS a:1", "PROXY", "nonsense", "PROXY a b c"])
def test_an_answer_of_other_kinds_alone_is_told(said: str) -> None:
    with pytest.raises(RefusedError) as caught:
        first_of(said)
    assert caught.value.kind == "proxy_unusable"


def test_a_pack_goes_through_the_proxy_that_its_script_names(
    computer: Computer, receiver: StrangeServer, tmp_path: Path
) -> None:
    with StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as proxy:
        file = tmp_path / "own.pac"
        file.write_text(
            f"function FindProxyForURL(url, host) {{ return 'PROXY 127.0.0.1:{proxy.port}; DIRECT'; }}"
        )
        with managed({"ProxyScript": str(file)}):
            assert ask(computer) == 204
        assert proxy.requests == [f"CONNECT {HOST}:443"]


def test_a_script_at_an_address_is_fetched_once(computer: Computer, receiver: StrangeServer) -> None:
    with StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as proxy:
        script = f"function FindProxyForURL() {{ return {json.dumps(f'PROXY 127.0.0.1:{proxy.port}')}; }}"
        with StrangeServer(lambda _m, _p: answer(200, body=script)) as serving:
            place = f"http://127.0.0.1:{serving.port}/proxy.pac"
            with managed({"ProxyScript": place}):
                connections = HttpConnections(settings=computer, context=AUTHORITY.trusting_context())
                for _time in range(2):
                    with connections.open(URL) as line:
                        assert line.ask("OPTIONS", URL, {}).status == 204
            assert serving.requests == ["GET /proxy.pac"]


@pytest.mark.parametrize("said", [answer(404), answer(302, "Location: https://elsewhere.example/")])
def test_a_script_that_is_not_there_is_told_with_its_place(computer: Computer, said: bytes) -> None:
    with StrangeServer(lambda _m, _p: said) as serving:
        place = f"http://127.0.0.1:{serving.port}/proxy.pac"
        with managed({"ProxyScript": place}), pytest.raises(WaitingError) as caught:
            ask(computer)
    assert caught.value.kind == "proxy_script_away"
    assert place in caught.value.next_step


def test_a_chosen_proxy_counts_and_the_script_is_not_asked(
    computer: Computer, receiver: StrangeServer
) -> None:
    with StrangeProxy(lambda _method, _given: CONNECTED, receiver.port) as proxy:
        computer.use_proxy(f"127.0.0.1:{proxy.port}")
        with managed({"ProxyScript": "/nowhere/at.pac"}):
            assert ask(computer) == 204
