/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For staff pages: safety banners within two seconds (asked for every second), charts that can be read
 * point by point, and keys for the day list.  Without it banners come with the next page, tables serve,
 * and the list is an ordinary page. */

const EVERY = 1000;
const SLOWEST = 15000;
const STALE = 10000;

const region = document.querySelector("[data-poll]");
let etag = region?.dataset.etag ?? "";
let timer = 0;
let answered = Date.now();
let wait = EVERY;

/* How each banner came, to tell a changed one from one that is being written in. */
const source = new WeakMap();

function remember(banner) {
	source.set(banner, banner.outerHTML);
	return banner;
}

function typed() {
	return [...(region?.querySelectorAll("textarea") ?? [])].some((area) => area.value !== "");
}

/* Banners that did not change stay as they are; a changed one keeps what was typed. */
function merge(html) {
	const fresh = new DOMParser().parseFromString(html, "text/html").body;
	const kept = [...fresh.querySelectorAll(".banner")].map((banner) => {
		const old = document.getElementById(banner.id);
		if (!old)
			return remember(banner);
		if (source.get(old) === banner.outerHTML)
			return old;
		const area = banner.querySelector("textarea");
		remember(banner);
		if (area)
			area.value = old.querySelector("textarea")?.value ?? "";
		return banner;
	});
	for (const banner of region.querySelectorAll(".banner"))
		if (!kept.includes(banner))
			banner.remove();
	kept.forEach((banner, i) => {
		const at = region.querySelectorAll(".banner")[i];
		if (at !== banner)
			region.insertBefore(banner, at ?? null);
	});
}

/* Signed out: the server leads elsewhere.  The page must not look alive any more. */
function signedOut(response) {
	return response.redirected || response.status === 401 || response.status === 403;
}

async function ask() {
	const response = await fetch(region.dataset.poll, {
		headers: etag ? { "If-None-Match": etag } : {},
		cache: "no-store",
	});
	if (signedOut(response)) {
		if (!typed())
			location.reload();
		throw new Error("signed out");
	}
	if (response.status === 304)
		return;
	if (!response.ok)
		throw new Error(response.statusText);
	merge(await response.text());
	etag = response.headers.get("ETag") ?? "";
}

async function poll() {
	clearTimeout(timer);
	try {
		await ask();
		answered = Date.now();
		wait = EVERY;
	} catch {
		wait = Math.min(wait * 2, SLOWEST);
	}
	const stale = region.querySelector(".stale");
	if (stale)
		stale.hidden = Date.now() - answered < STALE;
	if (!document.hidden)
		timer = setTimeout(poll, wait);
}

if (region) {
	region.querySelectorAll(".banner").forEach(remember);
	timer = setTimeout(poll, EVERY);
	document.addEventListener("visibilitychange", () => {
		clearTimeout(timer);
		if (!document.hidden)
			poll();
	});
	addEventListener("online", poll);
}

/* An address is copied by one press, where the browser lets us. */

for (const button of document.querySelectorAll("button[data-copy]")) {
	button.hidden = !navigator.clipboard;
	button.addEventListener("click", async () => {
		const field = document.getElementById(button.dataset.copy);
		await navigator.clipboard.writeText(field.value);
		button.closest("section").querySelector("[role=status]").textContent =
			button.dataset.done;
	});
}

/* Charts: the session nearest to the pointer, or under the arrow keys, read from the
 * chart's own table. */

function rows(figure) {
	const heads = [...figure.querySelectorAll("thead th")].map((th) => th.textContent);
	return [...figure.querySelectorAll("tbody tr")].map((row) =>
		[...row.children].map((cell, i) => cell.textContent && `${heads[i]} ${cell.textContent}`)
			.filter(Boolean).join(" · "));
}

function cursor(plot) {
	const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
	line.setAttribute("class", "cursor");
	line.setAttribute("y1", plot.dataset.top);
	line.setAttribute("y2", plot.dataset.bottom);
	plot.querySelector("desc").after(line);
	return line;
}

function readable(plot, texts, out) {
	const xs = plot.dataset.x.split(" ").map(Number);
	const line = cursor(plot);
	let at = -1;

	function show(i) {
		at = i;
		line.setAttribute("visibility", i < 0 ? "hidden" : "visible");
		line.setAttribute("x1", xs[i] ?? 0);
		line.setAttribute("x2", xs[i] ?? 0);
		out.textContent = texts[i] ?? "";
	}
	function nearest(event) {
		const box = plot.getBoundingClientRect();
		const x = (event.clientX - box.left) * plot.viewBox.baseVal.width / box.width;
		const far = xs.map((v) => Math.abs(v - x));
		return far.indexOf(Math.min(...far));
	}

	show(-1);
	plot.tabIndex = 0;
	plot.addEventListener("pointermove", (event) => show(nearest(event)));
	plot.addEventListener("pointerleave", () => show(-1));
	plot.addEventListener("blur", () => show(-1));
	plot.addEventListener("focus", () => { if (at < 0) show(xs.length - 1); });
	plot.addEventListener("keydown", (event) => {
		const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		if (!step)
			return;
		event.preventDefault();
		show(Math.min(Math.max(at + step, 0), xs.length - 1));
	});
}

for (const figure of document.querySelectorAll("figure.chart")) {
	const out = document.createElement("p");
	out.className = "read-out";
	out.setAttribute("aria-live", "polite");
	figure.querySelector("details").before(out);
	for (const plot of figure.querySelectorAll(".plot"))
		readable(plot, rows(figure), out);
}

/* The day list by keyboard: j and k go from client to client (Enter opens the one that has
 * the focus), f fills in the own card, / finds, ? shows the keys. */

const keys = document.querySelector(".keys");
const find = document.getElementById("find");

function step(by) {
	const links = [...document.querySelectorAll(".people .head a")];
	const row = document.activeElement?.closest(".people li");
	const at = links.findIndex((link) => row?.contains(link));
	links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

const does = {
	j: () => step(1),
	k: () => step(-1),
	f: () => document.activeElement?.closest(".people li")?.querySelector("[formaction^='/own/']")?.click(),
	"/": () => find?.select(),
	"?": () => {
		if (!keys)
			return;
		keys.open = !keys.open;
		keys.scrollIntoView({ block: "nearest" });
		keys.querySelector("summary").focus();
	},
};

if (keys)
	keys.hidden = false;
if (find)
	document.addEventListener("keydown", (event) => {
		const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
		if (event.key === "Escape" && writing === find)
			find.blur();
		if (writing || event.ctrlKey || event.metaKey || event.altKey || !does[event.key])
			return;
		event.preventDefault();
		does[event.key]();
	});
