// Records a section at the microphone, lets it be heard, sends it, and waits for the worker to decide.
// Without this script a sound file can be chosen and sent, and the page loaded again. Why so long: docs/decisions/0021.
const screen = document.querySelector("[data-recordings]");
const LOOK_EVERY = 1500;
const say = screen ? screen.dataset : {};
const boxes = screen ? [...screen.querySelectorAll("[data-part]")] : [];
// What would be lost if the page were left now.
const unsaved = new Set();

const part = (box, name) => box.querySelector(`[data-${name}]`);

function clock(seconds) {
    return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

function complain(box, words) {
    const error = part(box, "error");
    error.textContent = words;
    error.className = words ? "error-message" : "";
}

// --- What the worker has decided ------------------------------------------------------------------------------------

function show(box, now) {
    const state = part(box, "state");
    // Said anew only when it is news: a screen reader reads every change aloud.
    if (state.textContent !== now.state) state.textContent = now.state;
    state.className = now.tone ? `w-status w-status--${now.tone}` : "";
    const sound = part(box, "sound");
    if (now.sound && sound.getAttribute("src") !== now.sound) sound.src = now.sound;
    part(box, "heard").hidden = !now.sound;
}

let looking = null;

function showAll(states) {
    part(screen, "progress").textContent = states.progress;
    boxes.filter((box) => states.parts[box.dataset.part]).forEach((box) => show(box, states.parts[box.dataset.part]));
    const isWaiting = Object.values(states.parts).some((now) => now.isWaiting);
    clearTimeout(looking);
    if (isWaiting) looking = setTimeout(look, LOOK_EVERY);
}

async function look() {
    try {
        showAll(await (await fetch(say.states, { headers: { Accept: "application/json" } })).json());
    } catch {
        // The site may be away for a moment.
        looking = setTimeout(look, LOOK_EVERY * 4);
    }
}

// --- Sending --------------------------------------------------------------------------------------------------------

async function send(box, clip) {
    if (clip.size > Number(say.limit)) {
        complain(box, say.tooBig);
        return false;
    }
    const form = part(box, "form");
    const data = new FormData(form);
    data.set("sound", clip, "recording");
    try {
        const headers = { Accept: "application/json" };
        const answer = await (await fetch(form.action, { method: "POST", body: data, headers })).json();
        complain(box, answer.error || "");
        if (answer.parts) showAll(answer);
        return !answer.error;
    } catch {
        complain(box, say.lost);
        return false;
    }
}

function refuseTooBig(box) {
    part(box, "form").addEventListener("submit", (event) => {
        const [file] = part(box, "form").elements.sound.files;
        if (!file || file.size <= Number(say.limit)) return;
        event.preventDefault();
        complain(box, say.tooBig);
    });
}

// --- Recording ------------------------------------------------------------------------------------------------------

function whyNot() {
    if (!window.isSecureContext) return say.insecure;
    return navigator.mediaDevices && window.MediaRecorder ? "" : say.unsupported;
}

function whyRefused(error) {
    return { NotAllowedError: say.forbidden, NotFoundError: say.missing }[error.name] || say.unsupported;
}

/** Move a meter with the loudness of a stream; return what ends it. */
function measure(stream, meter) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    context.createMediaStreamSource(stream).connect(analyser);
    const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        meter.value = Math.min(1, Math.hypot(...samples) / Math.sqrt(samples.length) * 4);
    }, 100);
    return () => {
        clearInterval(timer);
        context.close();
    };
}

function offerRecording(box) {
    const [record, stop, running, time, trial, clip] = ["record", "stop", "running", "time", "trial", "clip"].map(
        (name) => part(box, name),
    );
    let kept = null;

    function switchTo(state) {
        record.hidden = state === "recording";
        stop.hidden = running.hidden = state !== "recording";
        trial.hidden = state !== "trial";
        // One microphone, one section at a time.
        boxes.forEach((other) => { if (part(other, "record")) part(other, "record").disabled = state === "recording"; });
        if (state === "trial") unsaved.add(box); else unsaved.delete(box);
        ({ recording: stop, trial: part(box, "play"), nothing: record })[state].focus();
    }

    function listen(recorder, stream, endMeter) {
        const pieces = [];
        const begun = performance.now();
        const timer = setInterval(() => { time.textContent = clock((performance.now() - begun) / 1000); }, 250);
        recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
        recorder.addEventListener("stop", () => {
            clearInterval(timer);
            endMeter();
            stream.getTracks().forEach((track) => track.stop());
            kept = new Blob(pieces, { type: recorder.mimeType });
            URL.revokeObjectURL(clip.src);
            clip.src = URL.createObjectURL(kept);
            switchTo("trial");
        });
        stop.onclick = () => recorder.stop();
        // In pieces: what was said is not lost if the microphone is pulled out.
        recorder.start(1000);
    }

    record.addEventListener("click", async () => {
        complain(box, whyNot());
        if (whyNot()) return;
        try {
            const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
            time.textContent = clock(0);
            listen(new MediaRecorder(stream), stream, measure(stream, part(box, "level")));
            switchTo("recording");
        } catch (error) {
            complain(box, whyRefused(error));
        }
    });
    part(box, "play").addEventListener("click", () => clip.play());
    part(box, "drop").addEventListener("click", () => switchTo("nothing"));
    part(box, "keep").addEventListener("click", async (event) => {
        event.target.disabled = true;
        const isSent = await send(box, kept);
        event.target.disabled = false;
        if (isSent) switchTo("nothing");
    });
    part(box, "recorder").hidden = false;
}

// --- Begin ----------------------------------------------------------------------------------------------------------

boxes.forEach((box) => {
    refuseTooBig(box);
    if (part(box, "recorder")) offerRecording(box);
    if (part(box, "reload")) part(box, "reload").hidden = true;
});
if (screen) look();
window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
