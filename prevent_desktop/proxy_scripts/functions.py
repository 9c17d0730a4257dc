"""The functions that scripts for automatic configuration know (Navigator Proxy Auto-Config File Format, Netscape, March 1996).

Nothing can be asked from where the script runs: what it would know of the server and of this computer is told as wanted, looked up by
the program, and given along the next time.
"""

from typing import Final

FUNCTIONS: Final = r"""
"use strict";
(function (world) {
  const known = dukpy.addresses;
  world.__wanted = [];
  const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

  function number(address) {
    const parts = String(address).split(".");
    if (parts.length !== 4 || !parts.every(one => /^\d{1,3}$/.test(one) && one < 256)) return null;
    return parts.reduce((whole, one) => whole * 256 + Number(one), 0);
  }
  function matches(text, pattern) {
    let at = 0, within = 0, star = -1, back = 0;
    while (at < text.length) {
      if (pattern[within] === "*") { star = within++; back = at; }
      else if (pattern[within] === "?" || pattern[within] === text[at]) { at++; within++; }
      else if (star >= 0) { within = star + 1; at = ++back; }
      else return false;
    }
    while (pattern[within] === "*") within++;
    return within === pattern.length;
  }
  function inUtc(given) { return given.length > 0 && given[given.length - 1] === "GMT"; }
  function between(low, now, high) { return low <= high ? low <= now && now <= high : low <= now || now <= high; }

  world.isPlainHostName = host => !String(host).includes(".");
  world.dnsDomainIs = (host, domain) => String(host).toLowerCase().endsWith(String(domain).toLowerCase());
  world.localHostOrDomainIs = (host, whole) => host === whole || (!String(host).includes(".") && String(whole).split(".")[0] === host);
  function found(name) {
    if (Object.hasOwn(known, name)) return known[name];
    if (!world.__wanted.includes(name) && world.__wanted.length < 2 && (name === "" || name === dukpy.host)) world.__wanted.push(name);
    return "";
  }
  world.dnsResolve = host => number(host) !== null ? String(host) : found(String(host)) || null;
  world.isResolvable = host => world.dnsResolve(host) !== null;
  world.myIpAddress = () => found("") || "127.0.0.1";
  world.isInNet = (host, net, mask) => {
    const address = number(world.dnsResolve(host)), base = number(net), bits = number(mask);
    return address !== null && base !== null && bits !== null && ((address ^ base) & bits) === 0;
  };
  world.dnsDomainLevels = host => String(host).split(".").length - 1;
  world.shExpMatch = (text, pattern) => matches(String(text), String(pattern));
  world.convert_addr = address => number(address) || 0;
  world.alert = () => undefined;

  world.weekdayRange = (...given) => {
    const utc = inUtc(given), now = new Date(), today = utc ? now.getUTCDay() : now.getDay();
    const asked = (utc ? given.slice(0, -1) : given).map(one => days.indexOf(one));
    return asked.length > 0 && !asked.includes(-1) && between(asked[0], today, asked[asked.length - 1]);
  };
  world.timeRange = (...given) => {
    const utc = inUtc(given), now = new Date(), asked = (utc ? given.slice(0, -1) : given).map(Number);
    const hour = utc ? now.getUTCHours() : now.getHours();
    if (asked.length === 1) return hour === asked[0];
    const second = (hour * 60 + (utc ? now.getUTCMinutes() : now.getMinutes())) * 60 + (utc ? now.getUTCSeconds() : now.getSeconds());
    const half = asked.length / 2, seconds = part => (part[0] * 60 + (part[1] || 0)) * 60 + (part[2] || 0);
    return between(seconds(asked.slice(0, half)), second, seconds(asked.slice(half)));
  };
  world.dateRange = (...given) => {
    const utc = inUtc(given), now = new Date(), asked = utc ? given.slice(0, -1) : given;
    const present = [utc ? now.getUTCFullYear() : now.getFullYear(), utc ? now.getUTCMonth() : now.getMonth(), utc ? now.getUTCDate() : now.getDate()];
    const placed = part => {
      const found = [null, null, null];
      for (const one of part) {
        const month = months.indexOf(one);
        if (month >= 0) found[1] = month; else found[Number(one) > 31 ? 0 : 2] = Number(one);
      }
      return found;
    };
    const valued = (part, like) => part.reduce((whole, one, at) => whole * (at === 0 ? 1 : at === 1 ? 12 : 32) + (like[at] === null ? 0 : one), 0);
    const whole = asked.length === 1 || asked.length === 3, low = placed(whole ? asked : asked.slice(0, asked.length / 2));
    const high = whole ? low : placed(asked.slice(asked.length / 2));
    return between(valued(low, low), valued(present, low), valued(high, low));
  };
})(globalThis);
"""

CALL: Final = r"""
;(function () {
  if (typeof FindProxyForURL !== "function") return [false, "", []];
  const found = FindProxyForURL(dukpy.url, dukpy.host);
  return [true, typeof found === "string" ? found.slice(0, 4000) : null, globalThis.__wanted];
})();
"""
