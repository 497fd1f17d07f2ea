/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a form page kinder; without it the page works as it stands.
 *
 * Answers are posted as they are given to the form's data-save.  The reply is
 * 204, or 200 with what must be shown at once (the crisis text), or a refusal
 * (4xx) with a sentence that says why: then we stop, for trying again is no use.
 */

const form = document.querySelector("form[data-save]");
const status = form?.querySelector(".kept");
const unsent = document.getElementById("unsent");

const PATIENCE = 3000;          /* a safety answer waits no longer for the network */
const TIMEOUT = 10000;
const TYPING = 700;
const MOST_WAIT = 30000;

let changed = false;            /* something is not saved yet */
let saving = false;
let stopped = false;            /* sent, or refused */
let wait = 1000;
let timer = 0;
let raised = null;              /* the place beside the last safety answer */

function say(text, isUnsaved) {
	if (status.textContent !== text)
		status.textContent = text;
	status.classList.toggle("unsaved", isUnsaved);
}

function parse(html) {
	return new DOMParser().parseFromString(html, "text/html").body;
}

/* Put nodes beside the answer.  What was typed into the text they replace is kept. */
function show(place, nodes, source) {
	if (!place || place.dataset.source === "server" || place.dataset.source === source)
		return;
	const typed = new Map();
	for (const field of place.querySelectorAll("input"))
		typed.set(field.name, [field.value, field.checked]);
	place.replaceChildren(...nodes);
	for (const field of place.querySelectorAll("input"))
		if (typed.has(field.name))
			[field.value, field.checked] = typed.get(field.name);
	place.dataset.source = source;
	place.scrollIntoView({ block: "nearest" });
}

function showUnsent() {
	if (raised && unsent)
		show(raised, [unsent.content.cloneNode(true)], "here");
}

function firstPlace() {
	return form.querySelector(".at-once");
}

/* What the form itself sends makes a save under way worth nothing, and a late one a refusal. */
let leaving = new AbortController();

async function post() {
	const patience = raised && raised.dataset.source !== "server"
		? setTimeout(showUnsent, PATIENCE) : 0;
	try {
		return await fetch(form.dataset.save, {
			method: "POST",
			body: new URLSearchParams(new FormData(form)),
			signal: AbortSignal.any?.([leaving.signal, AbortSignal.timeout(TIMEOUT)])
				?? AbortSignal.timeout?.(TIMEOUT),
		});
	} finally {
		clearTimeout(patience);
	}
}

/* The sentence of a refusal, also when it comes as a page of its own. */
function reason(body) {
	return (body.querySelector("main > p") ?? body).textContent.trim();
}

async function read(response) {
	if (response.status === 200)
		show(raised ?? firstPlace(), parse(await response.text()).childNodes, "server");
	if (response.ok)
		return true;
	if (response.status < 500 && response.status !== 408 && response.status !== 429) {
		stopped = true;
		showUnsent();
		say(reason(parse(await response.text())) || form.dataset.unsaved, true);
		return true;
	}
	return false;
}

function tryAgain() {
	changed = true;
	showUnsent();
	say(form.dataset.unsaved, true);
	timer = setTimeout(save, wait);
	wait = Math.min(wait * 2, MOST_WAIT);
}

async function save() {
	clearTimeout(timer);
	if (saving || stopped)
		return;
	saving = true;
	changed = false;
	let done = false;
	try {
		done = await read(await post());
	} catch {
		done = false;
	}
	saving = false;
	if (stopped)
		return;
	if (!done) {
		tryAgain();
		return;
	}
	wait = 1000;
	if (changed)
		save();
	else
		say(form.dataset.kept, false);
}

function onAnswer(event) {
	const field = event.target;
	changed = true;
	if (field.checked && "trigger" in field.dataset)
		raised = field.closest("fieldset").nextElementSibling;
	if (stopped)
		showUnsent();           /* nobody is told of it before the page is sent */
	save();
}

function onTyping(event) {
	if (event.target.type === "radio" || event.target.type === "checkbox")
		return;
	changed = true;
	clearTimeout(timer);
	timer = setTimeout(save, TYPING);
}

/* Leaving the page with words half typed: one last message, not waited for. */
function onLeave() {
	if (changed && !stopped)
		navigator.sendBeacon(form.dataset.save, new URLSearchParams(new FormData(form)));
}

if (form) {
	form.addEventListener("change", onAnswer);
	form.addEventListener("input", onTyping);
	addEventListener("online", () => { if (changed) save(); });
	addEventListener("pagehide", onLeave);
}

/* Questions that are asked only after some answers to another. */

function chosen(group, name) {
	return [...group.querySelectorAll(":checked")]
		.filter((field) => field.name === name).map((field) => field.value);
}

function reveal(group) {
	for (const part of group.querySelectorAll("[data-after]")) {
		const values = part.dataset.values.split(" ");
		const asked = chosen(group, part.dataset.after).some((v) => values.includes(v));
		part.hidden = !asked;
		for (const field of part.querySelectorAll("input, textarea"))
			field.disabled = !asked;
	}
}

/* One press, one message.  Buttons are switched off after the browser has read which
 * one was pressed, and on again when the page comes back from the history. */

function switchButtons(group, off) {
	for (const button of group.querySelectorAll("button"))
		button.disabled = off;
}

for (const group of document.forms) {
	group.classList.add("live");
	reveal(group);
	group.addEventListener("change", () => reveal(group));
	group.addEventListener("submit", () => {
		if (group === form) {
			stopped = true;
			leaving.abort();
		}
		setTimeout(switchButtons, 0, group, true);
	});
}

addEventListener("pageshow", () => {
	stopped = false;
	leaving = new AbortController();
	for (const group of document.forms) {
		switchButtons(group, false);
		reveal(group);
	}
});

/* A card on one page, without the mouse: a number chooses and goes on, 0 skips, Escape
 * leaves by the link that says so.  Enter sends, as in every form. */

function questions() {
	return [...document.querySelectorAll("form[data-keys] fieldset")]
		.filter((set) => !set.querySelector("input").disabled && set.offsetParent);
}

function goOn(from) {
	const all = questions();
	const next = all[all.indexOf(from) + 1];
	const to = next?.querySelector(":checked") ?? next?.querySelector("input")
		?? document.querySelector("form[data-keys] .button");
	to.focus({ preventScroll: true });
	(next ?? to).scrollIntoView({ block: "center" });
}

function choose(set, n) {
	const row = n === 0 ? set.querySelector(".skip input") : set.querySelectorAll(".rows input")[n - 1];
	row?.click();
	if (n === 0 || row?.type === "radio")
		goOn(set);
}

function onKey(event) {
	const typing = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
	if (typing || event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (event.key === "Escape")
		document.querySelector("a[data-leave]")?.click();
	if (!/^[0-9]$/.test(event.key))
		return;
	const set = document.activeElement.closest("fieldset")
		?? questions().find((one) => !one.querySelector(":checked"));
	if (set?.closest("form[data-keys]"))
		choose(set, Number(event.key));
}

if (document.querySelector("form[data-keys], a[data-leave]"))
	addEventListener("keydown", onKey);
