internal import ContainerState
internal import Linux

/// Appends what a container writes to its log file, and rotates the file before it grows past its limit.
struct LogWriter: ~Copyable {
    let plan: LogPlan
    private var file: Descriptor?
    /// Bytes in the current file.
    private(set) var length: Int64 = 0
    private var isRegular = true

    init(_ plan: LogPlan) throws(SystemCallError) {
        self.plan = plan
        guard plan.driver == .jsonFile || plan.driver == .k8sFile else { return }
        let file = try open(plan.path, [.writeOnly, .create, .append, .noFollow], mode: 0o640)
        let status = try file.status()
        // What is no file, such as /dev/null, keeps nothing that could be rotated or cut.
        isRegular = status.kind == .file
        length = status.size
        self.file = consume file
    }

    /// Adds what came from one stream (0 for standard output, 1 for standard error).
    mutating func append(_ bytes: UnsafeRawBufferPointer, stream: Int, at time: Timestamp) throws(SystemCallError) {
        guard plan.driver == .jsonFile || plan.driver == .k8sFile else { return }
        let entry = unsafe format(bytes, stream: stream, at: time)
        if plan.maxSize > 0, length > 0, isRegular, length + Int64(entry.count) > plan.maxSize { try rotate() }
        try write(entry)
    }

    private mutating func write(_ entry: [UInt8]) throws(SystemCallError) {
        switch file.take() {
        case .some(let open):
            let result: Result<Void, SystemCallError>
            do throws(SystemCallError) {
                try open.write(entry)
                result = .success(())
            } catch { result = .failure(error) }
            file = consume open
            switch result {
            case .success: length += Int64(entry.count)
            case .failure(let error):
                throw SystemCallError(call: error.call, subject: plan.path, errno: error.errno)
            }
        case .none: break
        }
    }

    /// Cuts off what a killed predecessor wrote of an entry that will be written again.
    mutating func truncate(to length: Int64) throws(SystemCallError) {
        guard length < self.length, isRegular, let open = file.take() else { return }
        let result: Result<Void, SystemCallError>
        do throws(SystemCallError) {
            try open.truncate(to: length)
            result = .success(())
        } catch { result = .failure(error) }
        file = consume open
        try result.get()
        self.length = length
    }

    /// `log` becomes `log.1`, `log.1` becomes `log.2` …; the oldest goes.
    private mutating func rotate() throws(SystemCallError) {
        if plan.maxFiles <= 1 {
            // One file is all that may be kept: begin it anew.
            let fresh = try open(plan.path, [.writeOnly, .create, .truncate, .append, .noFollow], mode: 0o640)
            file = consume fresh
            length = 0
            return
        }
        for number in stride(from: plan.maxFiles - 1, through: 1, by: -1) {
            let old = number == 1 ? plan.path : "\(plan.path).\(number - 1)"
            do throws(SystemCallError) { try rename(old, to: "\(plan.path).\(number)") } catch {
                if error.errno != .noEntry { throw error }
            }
        }
        let fresh = try open(plan.path, [.writeOnly, .create, .append, .noFollow], mode: 0o640)
        file = consume fresh
        length = 0
    }

    /// One entry for each line, and one for what follows the last line break.
    private mutating func format(_ bytes: UnsafeRawBufferPointer, stream: Int, at time: Timestamp) -> [UInt8] {
        var entry: [UInt8] = []
        entry.reserveCapacity(bytes.count + 128)
        let name = stream == 0 ? "stdout" : "stderr"
        let k8sPrefix = plan.driver == .k8sFile ? Array("\(time.rfc3339Fixed) \(name) ".utf8) : []
        let jsonSuffix =
            plan.driver == .jsonFile ? Array("\",\"stream\":\"\(name)\",\"time\":\"\(time.rfc3339Nano)\"}\n".utf8) : []
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, unsafe bytes[end] != 10 { end += 1 }
            let whole = end < bytes.count
            let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if plan.driver == .k8sFile {
                entry += k8sPrefix
                entry += whole ? [70, 32] : [80, 32]  // F, P
                unsafe entry.append(contentsOf: line)
                entry.append(10)
            } else {
                entry += Self.jsonPrefix
                unsafe Self.appendEscaped(line, to: &entry)
                if whole { entry += [92, 110] }
                entry += jsonSuffix
            }
            start = whole ? end + 1 : end
        }
        return entry
    }

    private static let jsonPrefix = Array("{\"log\":\"".utf8)
    private static let hex = Array("0123456789abcdef".utf8)

    /// JSON's escapes; bytes that are no UTF-8 become U+FFFD, as docker's json-file driver writes them.
    private static func appendEscaped(_ line: UnsafeRawBufferPointer, to entry: inout [UInt8]) {
        var at = 0
        while at < line.count {
            let byte = unsafe line[at]
            switch byte {
            case 34, 92:
                entry.append(92)
                entry.append(byte)
                at += 1
            case 9:
                entry += [92, 116]
                at += 1
            case 13:
                entry += [92, 114]
                at += 1
            case 0..<32:
                entry += [92, 117, 48, 48, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
                at += 1
            case 32..<128:
                entry.append(byte)
                at += 1
            default:
                let size = unsafe UTF8Sequence.length(line, at: at)
                if size == 0 {
                    entry += [0xef, 0xbf, 0xbd]
                    at += 1
                } else {
                    for index in at..<(at + size) { entry.append(unsafe line[index]) }
                    at += size
                }
            }
        }
    }
}

/// Where valid UTF-8 (RFC 3629) begins and ends.
enum UTF8Sequence {
    /// The length of the valid sequence that starts here, or 0.
    static func length(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        let first = unsafe bytes[index]
        let size: Int
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xbf
        switch first {
        case 0xc2...0xdf: size = 2
        case 0xe0...0xef:
            size = 3
            if first == 0xe0 { lowest = 0xa0 }
            if first == 0xed { highest = 0x9f }
        case 0xf0...0xf4:
            size = 4
            if first == 0xf0 { lowest = 0x90 }
            if first == 0xf4 { highest = 0x8f }
        default: return first < 0x80 ? 1 : 0
        }
        guard index + size <= bytes.count, unsafe bytes[index + 1] >= lowest, unsafe bytes[index + 1] <= highest else { return 0 }
        for offset in 2..<max(size, 2) {
            guard unsafe bytes[index + offset] & 0xc0 == 0x80 else { return 0 }
        }
        return size
    }
}
