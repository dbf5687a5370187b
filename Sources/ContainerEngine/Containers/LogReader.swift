public import ContainerState
internal import JSONText
public import Linux

/// A piece of a container's output from its log, with the line break it had.
public struct LogEntry: Sendable {
    public var time: Timestamp
    public var isError: Bool
    public var bytes: [UInt8]
    /// The piece is the first of its line.
    public var startsLine: Bool
}

/// Reads the log of a container, the rotated files of it first.
public final class LogReader {
    private let plan: LogPlan
    private var file: Descriptor?
    private var buffer: [UInt8] = []
    private var inLine = [false, false]

    public init(_ plan: LogPlan) throws(EngineError) {
        guard plan.driver == .jsonFile || plan.driver == .k8sFile else {
            throw EngineError(
                .unsupported, "configured logging driver does not support reading: this container has the driver \(plan.driver.rawValue)")
        }
        self.plan = plan
    }

    /// Gives the entries that are there, oldest first.
    public func read(
        tail: Int?, since: Timestamp?, until: Timestamp?, _ body: (LogEntry) -> Void
    ) throws(EngineError) {
        var kept: [LogEntry] = []
        for number in stride(from: plan.maxFiles - 1, through: 0, by: -1) {
            file = try openLog(number == 0 ? plan.path : "\(plan.path).\(number)")
            buffer = []
            try drain { entry in
                guard Self.isWithin(entry, since, until) else { return true }
                if tail == nil { body(entry) } else { kept.append(entry) }
                return true
            }
        }
        guard let tail else { return }
        var start = kept.count
        var lines = 0
        while start > 0, lines < tail {
            start -= 1
            if kept[start].startsLine { lines += 1 }
        }
        for entry in kept[start...] { body(entry) }
    }

    private static func isWithin(_ entry: LogEntry, _ since: Timestamp?, _ until: Timestamp?) -> Bool {
        if let since, entry.time < since { return false }
        if let until, entry.time > until { return false }
        return true
    }

    /// Gives entries as they are written, until the container no longer runs or `body` answers false.
    public func follow(
        while running: () throws(EngineError) -> Bool, _ body: (LogEntry) -> Bool
    ) throws(EngineError) {
        while true {
            // Asked before reading: what was written before the end is read after it.
            let goesOn = try running()
            if file == nil { file = try openLog(plan.path) }
            guard try drain(body) else { return }
            try reopenAfterRotation()
            if !goesOn { return }
            pause(nanoseconds: 50_000_000)
        }
    }

    private func openLog(_ path: String) throws(EngineError) -> Descriptor? {
        do throws(SystemCallError) { return try open(path, .readOnly) } catch {
            if error.errno == .noEntry { return nil }
            throw EngineError("reading the log \(path)", error)
        }
    }

    private func reopenAfterRotation() throws(EngineError) {
        guard let inode = try? file?.status().inode, let named = try? status(of: plan.path), named.inode != inode else { return }
        file = try openLog(plan.path)
        buffer = []
    }

    /// Reads to the end of the file; false when `body` wants no more.
    @discardableResult
    private func drain(_ body: (LogEntry) -> Bool) throws(EngineError) -> Bool {
        while true {
            let bytes: [UInt8]
            do throws(SystemCallError) { bytes = try file?.read(upTo: 65536) ?? [] } catch {
                throw EngineError("reading the log \(plan.path)", error)
            }
            if bytes.isEmpty { return true }
            buffer += bytes
            var start = 0
            while let end = buffer[start...].firstIndex(of: 10) {
                if let entry = parse(buffer[start..<end]), !body(entry) { return false }
                start = end + 1
            }
            buffer.removeFirst(start)
        }
    }

    private func parse(_ line: ArraySlice<UInt8>) -> LogEntry? {
        plan.driver == .k8sFile ? parseK8s(line) : parseJSON(line)
    }

    /// `TIME STREAM F|P TEXT`
    private func parseK8s(_ line: ArraySlice<UInt8>) -> LogEntry? {
        let words = line.split(separator: 32, maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, let time = Timestamp(rfc3339: String(decoding: words[0], as: UTF8.self)) else { return nil }
        let isError = words[1].elementsEqual("stderr".utf8)
        let whole = words[2].first == 70
        return entry(time, isError, Array(words[3]) + (whole ? [10] : []))
    }

    private struct Line: Decodable {
        var log: String
        var stream: String
        var time: String
    }

    private func parseJSON(_ line: ArraySlice<UInt8>) -> LogEntry? {
        // A line that is no entry was torn by a power cut: there is nothing to show of it.
        guard let found = try? JSON.decode(Line.self, from: Array(line)), let time = Timestamp(rfc3339: found.time) else { return nil }
        return entry(time, found.stream == "stderr", Array(found.log.utf8))
    }

    private func entry(_ time: Timestamp, _ isError: Bool, _ bytes: [UInt8]) -> LogEntry {
        let stream = isError ? 1 : 0
        let starts = !inLine[stream]
        inLine[stream] = bytes.last != 10
        return LogEntry(time: time, isError: isError, bytes: bytes, startsLine: starts)
    }
}
