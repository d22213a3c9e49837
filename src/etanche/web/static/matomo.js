/*!
 * The audience script of Étanche: it answers to `_paq` and `Matomo`, so that pages and wrappers written for Matomo work.
 * Apache-2.0, written from the public description of the interface; no line of it comes from elsewhere.
 *
 * What it sends: the page's address without query and fragment, the size of the screen, what was done, a random number.
 * What it never sends: title, referrer, user id, visitor id, search words, target of a link, plugins, times.
 * What it leaves on the device: nothing. It sets no cookie and stores nothing.
 * Under Global Privacy Control it sends nothing at all.
 */
(function (window, document, navigator) {
  "use strict";

  if (window.Matomo && window.Matomo.initialized) { return; }

  var DOWNLOAD = /\.(?:7z|aac|apk|avi|azw3|bin|bz2|csv|dmg|docx?|epub|exe|flac|gz|iso|jar|m4a|mobi|mp3|mp4|msi|ods|odt|ogg|pdf|pkg|pptx?|rar|rpm|rtf|tar|tgz|torrent|wav|webm|xlsx?|xz|zip)$/i;
  var CONFIGURE_FIRST = [
    "setTrackerUrl", "setSiteId", "setAPIUrl", "setDoNotTrack", "disableCookies", "requireCookieConsent", "requireConsent",
    "setConsentGiven", "rememberConsentGiven", "forgetConsentGiven", "optUserOut", "forgetUserOptOut"
  ];
  var beside = scriptFolder();
  var trackers = [];

  function scriptFolder() {
    var script = document.currentScript, all, i;
    if (!script) {
      all = document.getElementsByTagName("script");
      for (i = 0; i < all.length; i += 1) {
        if (/(?:^|\/)(?:matomo|piwik)\.js(?:\?|$)/.test(all[i].src)) { script = all[i]; }
      }
    }
    return script && script.src ? plain(script.src).replace(/[^/]*$/, "") : "";
  }

  function isArray(value) {
    return Object.prototype.toString.call(value) === "[object Array]";
  }

  /* An address as far as it may leave the page: neither user nor password, query or fragment. */
  function plain(url) {
    var link = document.createElement("a");
    link.href = url;
    return link.protocol + "//" + link.host + (link.pathname.charAt(0) === "/" ? "" : "/") + link.pathname;
  }

  function write(parameters) {
    var pairs = [], name;
    for (name in parameters) {
      if (Object.prototype.hasOwnProperty.call(parameters, name)) {
        pairs.push(encodeURIComponent(name) + "=" + encodeURIComponent(parameters[name]));
      }
    }
    return pairs.join("&");
  }

  /* A beacon outlives the page and keeps the data out of addresses, and so out of the logs on the way. */
  function deliver(url, text) {
    var image;
    if (typeof navigator.sendBeacon === "function" && typeof Blob === "function") {
      try {
        if (navigator.sendBeacon(url, new Blob([text], { type: "application/x-www-form-urlencoded; charset=UTF-8" }))) { return; }
      } catch (refused) { /* a page may forbid beacons; the image is tried */ }
    }
    image = new Image(1, 1);
    image.referrerPolicy = "no-referrer";
    image.src = url + (url.indexOf("?") < 0 ? "?" : "&") + text;
  }

  /*
   * A choice outlives the page only in the cookie that the page of choices sets, and scripts cannot read that cookie.
   * Served from the site itself we can hand the choice in there; served from elsewhere we cannot, and say so.
   */
  function handIn(choice) {
    var request;
    if (beside.indexOf(window.location.protocol + "//" + window.location.host + "/") !== 0) {
      if (window.console) { window.console.warn("Etanche: remembered for this page only; link to " + beside + "opt-out for a lasting choice."); }
      return;
    }
    request = new XMLHttpRequest();
    request.open("POST", beside + "opt-out");
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.send("choice=" + choice);
  }

  function Tracker(trackerUrl, siteId) {
    var tracker = this;
    var customUrl = "";
    var heedDoNotTrack = false, consentRequired = false, consentGiven = false, optedOut = false;
    var waiting = [];
    var linksFollowed = false;
    var ignoredClasses = ["matomo_ignore", "piwik_ignore"];
    var downloads = DOWNLOAD;

    function silent() {
      return optedOut || navigator.globalPrivacyControl === true ||
        (heedDoNotTrack && (navigator.doNotTrack === "1" || window.doNotTrack === "1"));
    }

    function send(parameters) {
      var text;
      if (silent() || !siteId) { return; }
      parameters.idsite = siteId;
      parameters.rec = 1;
      parameters.url = plain(customUrl || window.location.href);
      parameters.res = window.screen.width + "x" + window.screen.height;
      parameters.rand = String(Math.random()).slice(2, 8);
      parameters.send_image = 0;
      text = write(parameters);
      if (consentRequired && !consentGiven) {
        waiting.push(text);
      } else {
        deliver(tracker.getTrackerUrl(), text);
      }
    }

    function consent() {
      consentGiven = true;
      while (waiting.length && !silent()) { deliver(tracker.getTrackerUrl(), waiting.shift()); }
    }

    function hasClass(link, names) {
      var i, classes = " " + (typeof link.className === "string" ? link.className : "") + " ";
      for (i = 0; i < names.length; i += 1) {
        if (classes.indexOf(" " + names[i] + " ") >= 0) { return true; }
      }
      return false;
    }

    function followed(event) {
      var link = event.target;
      while (link && link.nodeName !== "A" && link.nodeName !== "AREA") { link = link.parentNode; }
      if (!link || !link.href || !/^https?:$/.test(link.protocol) || hasClass(link, ignoredClasses)) { return; }
      if (link.hasAttribute("download") || hasClass(link, ["matomo_download", "piwik_download"]) || downloads.test(link.pathname)) {
        tracker.trackLink(link.href, "download");
      } else if (link.host !== window.location.host || hasClass(link, ["matomo_link", "piwik_link"])) {
        tracker.trackLink(link.href, "link");
      }
    }

    tracker.trackPageView = function () { send({}); };
    tracker.trackEvent = function (category, action) {
      if (category && action) { send({ e_c: String(category), e_a: String(action) }); }
    };
    tracker.trackSiteSearch = function () { send({ search: 1 }); };
    tracker.trackLink = function (url, kind) {
      send(kind === "download" ? { download: plain(url) } : { link: 1 });
    };
    tracker.enableLinkTracking = function () {
      if (linksFollowed) { return; }
      linksFollowed = true;
      document.addEventListener("click", followed, true);
      document.addEventListener("auxclick", followed, true);
    };
    tracker.setIgnoreClasses = function (names) { ignoredClasses = ignoredClasses.concat(names); };
    tracker.setDownloadExtensions = function (extensions) {
      var text = isArray(extensions) ? extensions.join("|") : String(extensions);
      downloads = /^[a-z0-9|]+$/i.test(text) ? new RegExp("\\.(?:" + text + ")$", "i") : downloads;
    };

    tracker.setTrackerUrl = function (url) { trackerUrl = url; };
    tracker.getTrackerUrl = function () { return trackerUrl || beside + "matomo.php"; };
    tracker.setSiteId = function (id) { siteId = id; };
    tracker.getSiteId = function () { return siteId; };
    tracker.setCustomUrl = function (url) { customUrl = url; };
    tracker.getCurrentUrl = function () { return customUrl || window.location.href; };

    tracker.setDoNotTrack = function (heed) { heedDoNotTrack = Boolean(heed); };
    tracker.requireConsent = function () { consentRequired = true; };
    tracker.isConsentRequired = function () { return consentRequired; };
    tracker.hasConsent = function () { return !consentRequired || consentGiven; };
    tracker.setConsentGiven = consent;
    /* Nothing is remembered on the device: the page asks again, or tells us again. */
    tracker.rememberConsentGiven = consent;
    tracker.hasRememberedConsent = function () { return false; };
    tracker.getRememberedConsent = function () { return null; };
    tracker.forgetConsentGiven = function () { consentGiven = false; consentRequired = true; waiting = []; };
    tracker.optUserOut = function () { optedOut = true; waiting = []; handIn("out"); };
    tracker.forgetUserOptOut = function () { optedOut = false; handIn("in"); };
    tracker.isUserOptedOut = function () { return silent(); };

    /* There is neither cookie nor identifier, whatever is asked; these answer so that callers can ask. */
    tracker.areCookiesEnabled = function () { return false; };
    tracker.hasCookies = function () { return false; };
    tracker.getVisitorId = function () { return ""; };
    tracker.getUserId = function () { return ""; };
    tracker.getVisitorInfo = function () { return []; };
    tracker.getAttributionInfo = function () { return []; };
    tracker.getAttributionReferrerUrl = function () { return ""; };
  }

  /* What Matomo offers and we leave out on purpose (titles, users, heartbeats, cookies, goods) is accepted and does nothing. */
  function command(tracker, call) {
    if (typeof call === "function") {
      call.call(tracker);
    } else if (isArray(call) && typeof call[0] === "function") {
      call[0].apply(tracker, call.slice(1));
    } else if (isArray(call) && typeof call[0] === "string" && Object.prototype.hasOwnProperty.call(tracker, call[0])) {
      tracker[call[0]].apply(tracker, call.slice(1));
    }
  }

  function pushed() {
    var i, j;
    for (i = 0; i < arguments.length; i += 1) {
      for (j = 0; j < trackers.length; j += 1) { command(trackers[j], arguments[i]); }
    }
  }

  function isConfiguration(call) {
    return isArray(call) && CONFIGURE_FIRST.indexOf(call[0]) >= 0;
  }

  function addTracker(url, siteId) {
    var tracker = new Tracker(url, siteId);
    trackers.push(tracker);
    return tracker;
  }

  function begin() {
    var early = isArray(window._paq) ? window._paq : [], i;
    addTracker();
    window._paq = { push: pushed };
    for (i = 0; i < early.length; i += 1) {
      if (isConfiguration(early[i])) { pushed(early[i]); }
    }
    for (i = 0; i < early.length; i += 1) {
      if (!isConfiguration(early[i])) { pushed(early[i]); }
    }
  }

  window.Matomo = window.Piwik = {
    initialized: true,
    addTracker: addTracker,
    getTracker: function (url, siteId) { return new Tracker(url, siteId); },
    getAsyncTracker: function (url, siteId) {
      var i;
      for (i = 0; i < trackers.length; i += 1) {
        if ((!url || trackers[i].getTrackerUrl() === url) && (!siteId || String(trackers[i].getSiteId()) === String(siteId))) {
          return trackers[i];
        }
      }
      return trackers[0];
    },
    getAsyncTrackers: function () { return trackers.slice(); },
    on: function () { return undefined; },
    off: function () { return undefined; },
    trigger: function () { return undefined; }
  };

  begin();
  if (typeof window.matomoAsyncInit === "function") { window.matomoAsyncInit(); }
  if (typeof window.piwikAsyncInit === "function") { window.piwikAsyncInit(); }
}(window, document, navigator));
