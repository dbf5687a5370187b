internal import CommandLineGrammar
internal import ContainerRuntime
internal import JSONText
internal import Linux

/// `events`: one JSON object a line, as runc prints them.
enum EventsVerb {
    struct Options: Sendable {
        var interval: Int64 = 5_000_000_000
        var statsOnly = false
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: "Prints what a container uses, again and again, and when it runs out of memory, until it ends.",
            operands: .exactly(1),
            options: [
                .duration("interval", "DURATION", "Time between two figures", default: "5s") { $0.interval = $1 },
                .flag("stats", "Print the figures once") { $0.statsOnly = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            if call.options.interval <= 0 { throw UsageError("--interval has to be more than 0") }
            return reporting(call.globals) { () throws(RuntimeError) in
                let record = try call.globals.directory(call.operands[0]).read()
                guard let living = try LivingContainer(record) else {
                    throw RuntimeError(
                        .wrongState, doing: "watch container", subject: record.id, cause: "container not running")
                }
                if call.options.statsOnly {
                    try printStatistics(record)
                } else {
                    try watch(record, living, call.options.interval)
                }
                return 0
            }
        }
    }

    private static func printStatistics(_ record: RuntimeRecord) throws(RuntimeError) {
        let data = StatisticsReport.value(
            try RecordedGroups.statistics(record.cgroupPath), cpuSet: try RecordedGroups.cpuSet(record.cgroupPath))
        write(["type": "stats", "id": JSONValue(record.id), "data": .object(data)])
    }

    private static func write(_ event: JSONObject) { StandardOutput.write(JSONValue.object(event).text + "\n") }

    /// The counter of kills is looked at ten times a second: the files that would tell are of two kinds, and this is one.
    private static func watch(
        _ record: RuntimeRecord, _ living: borrowing LivingContainer, _ interval: Int64
    ) throws(RuntimeError) {
        var kills = try RecordedGroups.outOfMemoryKills(record.cgroupPath)
        // Of what a program can live to see.
        let interval = min(interval, 1 << 60)
        var next = monotonicNanoseconds() + interval
        while true {
            let rest = max(1, min(100_000_000, next - monotonicNanoseconds()) / 1_000_000)
            let ended: Bool
            do throws(SystemCallError) {
                ended = try !waitUntilReady(living.descriptor.number, .readable, milliseconds: CInt(rest)).isEmpty
            } catch { throw RuntimeError(.refused, doing: "watch container", subject: record.id, cause: "\(error)") }
            let now = try RecordedGroups.outOfMemoryKills(record.cgroupPath)
            if now > kills { write(["type": "oom", "id": JSONValue(record.id)]) }
            kills = max(kills, now)
            if ended { return }
            if monotonicNanoseconds() >= next {
                try printStatistics(record)
                next += interval
            }
        }
    }
}
