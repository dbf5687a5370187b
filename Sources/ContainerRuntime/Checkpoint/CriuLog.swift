internal import Linux

/// The file where criu writes what it does, a line each: `(00.053400) Error (criu/mount.c:760): …`.
struct CriuLog: Sendable {
    let path: String

    /// What a request ended with, in the words of the first line there that tells of an error.
    func failure(_ kind: CriuRequest.Kind, _ response: CriuResponse?) -> RuntimeError {
        let what =
            switch kind {
            case .restore: "restore the container"
            case .preDump: "dump the memory of the container"
            default: "checkpoint the container"
            }
        var cause = response?.message ?? ""
        // Without the log the number of the error has to do.
        if let text = try? readFile(path, limit: 256 << 20), let line = Self.cause(in: text) { cause = line }
        if cause.isEmpty {
            cause = response.map { $0.error == 0 ? "criu does not say why" : Errno(rawValue: $0.error).words } ?? "criu died"
        }
        return RuntimeError(.refused, doing: what, cause: "\(cause); criu's log is \(path)")
    }

    /// The first error as a rule is the cause, and the others follow from it.
    static func cause(in text: [UInt8]) -> String? {
        for line in text.split(separator: 10) {
            let line = String(decoding: line, as: UTF8.self)
            guard let start = line.start(of: " Error (") else { continue }
            // It tries to have more open files, and does without when that is refused.
            if line.contains("RLIMIT_NOFILE") { continue }
            let rest = line[start...]
            guard let colon = rest.start(of: "): ") else { continue }
            return String(rest[colon...].dropFirst(3))
        }
        return nil
    }
}

extension StringProtocol {
    /// Where a text begins in this one.
    fileprivate func start(of text: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start }
            start = index(after: start)
        }
        return nil
    }
}
