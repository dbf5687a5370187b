internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// `apus logs`: shows what containers wrote.
enum LogsCommand {
    struct Options {
        var latest = false
        var follow = false
        var timestamps = false
        var tail: Int?
        var since: Timestamp?
        var until: Timestamp?
        var names = false
        var color = false
    }

    static let command = Command<Globals>.verb("logs", "Show the output of containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: [
                .flag("follow", short: "f", "Go on showing what is written") { $0.follow = $1 },
                .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
                .flag("timestamps", short: "t", "Show when each line was written") { $0.timestamps = $1 },
                .value(
                    "tail", short: "n", "lines", "Show only so many of the last lines; all for every one",
                    default: "all"
                ) {
                    (options, text) throws(UsageError) in
                    if text == "all" {
                        options.tail = nil
                    } else {
                        let number = try OptionValue.integer(text)
                        options.tail = number < 0 ? nil : Int(number)
                    }
                },
                .value("since", "time", "Show lines from this time on: a date, a Unix time, or how long ago (10m)") {
                    (options, text) throws(UsageError) in options.since = try time(text)
                },
                .value("until", "time", "Show lines up to this time") { (options, text) throws(UsageError) in
                    options.until = try time(text)
                },
                .flag("names", "Put the container's name before each line") { $0.names = $1 },
                .flag("details", "Accepted for scripts: lines of the log have no further attributes", hidden: true) { _, _ in },
                .flag("color", "With several containers: accepted, output has no colours", hidden: true) {
                    $0.color = $1
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let words = try ContainerSelection(latest: call.options.latest).words(call.operands, engine)
                for word in words {
                    let container = try engine.find(word)
                    try show(container, call.options, prefix: words.count > 1 || call.options.names, engine)
                }
                return 0
            }
        }
    }

    /// A date (RFC 3339), a Unix time, or a duration before now.
    static func time(_ text: String) throws(UsageError) -> Timestamp {
        if let stamp = Timestamp(rfc3339: text) { return stamp }
        if let seconds = Double(text), seconds >= 0, seconds < 9e9 {
            return Timestamp(nanoseconds: Int64(seconds * 1e9))
        }
        return Timestamp.now.before(by: try OptionValue.duration(text))
    }

    private static func show(
        _ container: ContainerDirectory, _ options: Options, prefix: Bool, _ engine: Engine
    ) throws(EngineError) {
        let record = try engine.record(container)
        let label = prefix ? "\(record.name) " : ""
        let reader = try LogReader(engine.plan(container).log)
        try reader.read(tail: options.tail, since: options.since, until: options.until) { entry in
            write(entry, label, options)
        }
        guard options.follow else { return }
        try reader.follow(
            while: { () throws(EngineError) in
                switch try engine.liveness(container) {
                case .running, .starting: return true
                case .created, .exited: return false
                }
            }
        ) { entry in
            if let since = options.since, entry.time < since { return true }
            if let until = options.until, entry.time > until { return false }
            write(entry, label, options)
            return true
        }
    }

    private static func write(_ entry: LogEntry, _ label: String, _ options: Options) {
        var bytes: [UInt8] = []
        if entry.startsLine {
            bytes += Array(label.utf8)
            if options.timestamps { bytes += Array("\(entry.time.rfc3339Nano) ".utf8) }
        }
        Console.write(bytes + entry.bytes, to: entry.isError ? 2 : 1)
    }
}
