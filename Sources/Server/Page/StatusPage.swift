import Foundation
import Jobs
import Kiln

/// What a browser shows at `/`: what is there, what goes on, and where the API is described.
enum StatusPage {
    /// What the page tells.
    struct Facts: Sendable {
        var checkpoints: [Checkpoint]
        var counts: JobCounts
        var workers: Int
        /// The jobs that run.
        var running: [JobObject] = []
    }

    /// A checkpoint of the folder.
    struct Checkpoint: Sendable {
        var title: String
        /// Whether it can be read, and is of a family that runs.
        var runs: Bool
    }

    /// The page.
    static func html(_ facts: Facts) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Kiln</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>\(style)</style></head><body><main>
        <h1>Kiln</h1>
        <p>Version \(escaped(KilnVersion.string)). \(sentence(facts))</p>
        <h2>Jobs</h2>
        <table><caption>How many there are, by where they stand</caption>
        \(rows(facts.counts))</table>
        \(table(facts.running))
        <h2>Checkpoints</h2>
        \(list(facts.checkpoints))
        <h2>APIs</h2>
        <dl>
        <dt><code>/kiln/v1</code></dt>
        <dd>Kiln's own: plans, jobs, events, choosing among first passes
        (<a href="/kiln/v1/jobs">jobs</a>, <a href="/kiln/v1/status">status</a>,
        <a href="/kiln/v1/models">models</a>)</dd>
        <dt><code>/sdapi/v1</code></dt>
        <dd>that of Stable Diffusion WebUI: give its clients this server's address</dd>
        <dt><code>/v1</code></dt>
        <dd>that of OpenAI for images: give its clients this server's address with
        <code>/v1</code> behind it</dd>
        </dl>
        <p>Described by <a href="/openapi.json">/openapi.json</a>. For who runs the server:
        <a href="/readyz">readiness</a>, <a href="/healthz">health</a>,
        <a href="/metrics">measures</a>.</p>
        </main></body></html>
        """
    }

    private static let style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; margin-bottom: 1rem; }
        caption { text-align: left; opacity: .7; }
        th, td { padding: .1rem 1rem .1rem 0; text-align: left; vertical-align: top; }
        th { font-weight: normal; } .number { text-align: right; font-variant-numeric: tabular-nums; }
        """

    private static func sentence(_ facts: Facts) -> String {
        switch facts.workers {
        case 0: "No worker was heard of within a minute: jobs are accepted and wait."
        case 1: "One worker is running."
        case let count: "\(count) workers are running."
        }
    }

    private static func rows(_ counts: JobCounts) -> String {
        JobState.allCases.map { state in
            "<tr><th scope=\"row\">\(state.rawValue)</th><td class=\"number\">\(counts[state])</td>"
                + "<td>\(meaning(of: state))</td></tr>"
        }.joined(separator: "\n")
    }

    /// What runs, or nothing if nothing does.
    private static func table(_ jobs: [JobObject]) -> String {
        guard !jobs.isEmpty else { return "" }
        let rows = jobs.map { job in
            let summary = job.summary ?? JobSummaryObject()
            let models = [summary.checkpoint, summary.hires?.checkpoint].compactMap(\.self)
            let percent = Int((job.progress?.fraction ?? 0) * 100)
            let words = summary.prompt.isEmpty ? "(no prompt)" : summary.prompt
            return "<tr><th scope=\"row\">\(escaped(words))</th>"
                + "<td>\(escaped(models.joined(separator: ", then ")))</td>"
                + "<td>\(escaped(job.progress?.stage ?? ""))</td>"
                + "<td class=\"number\">\(percent) %</td></tr>"
        }
        return """
            <table><caption>What runs</caption>
            <tr><th scope="col">prompt</th><th scope="col">models</th><th scope="col">stage</th>
            <th scope="col">done</th></tr>
            \(rows.joined(separator: "\n"))</table>
            """
    }

    private static func meaning(of state: JobState) -> String {
        switch state {
        case .queued: "wait for a worker"
        case .running: "are made"
        case .done: "have their images"
        case .failed: "cannot be made"
        case .cancelled: "were called off"
        case .quarantined: "failed three times, or ended their workers"
        }
    }

    private static func list(_ checkpoints: [Checkpoint]) -> String {
        guard !checkpoints.isEmpty else {
            return
                "<p>There are none. They go into <code>Stable-diffusion/</code> of the folder "
                + "that <code>--models</code> names.</p>"
        }
        let items = checkpoints.map { checkpoint in
            let note =
                checkpoint.runs
                ? "" : " – cannot be used; <a href=\"/kiln/v1/models\">models</a> says why"
            return "<li>\(escaped(checkpoint.title))\(note)</li>"
        }
        return "<ul>" + items.joined(separator: "\n") + "</ul>"
    }

    /// A text as HTML shows it.
    static func escaped(_ text: String) -> String {
        var html = ""
        for character in text {
            switch character {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            default: html.append(character)
            }
        }
        return html
    }
}
