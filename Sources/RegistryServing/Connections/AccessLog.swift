internal import Linux
internal import NIOHTTP1
internal import Synchronization

/// One line of the access log.
struct AccessRecord: Sendable {
    let address: String
    let method: String
    let path: String
    private let time = Timestamp.now
    private let began = monotonicNanoseconds()
    private(set) var user = "-"
    private(set) var status: UInt = 0
    private(set) var bytes: Int64 = 0
    private(set) var cause: String?

    init(_ head: HTTPRequestHead, from address: String) {
        self.address = address
        method = head.method.rawValue
        path = printable(head.uri)
    }

    mutating func answered(_ answer: Answer, user: String?) {
        if let user, !user.isEmpty { self.user = printable(user) }
        status = answer.status.code
        cause = answer.cause
        bytes = method == "HEAD" ? 0 : answer.length
    }

    /// `TIME ADDRESS USER "METHOD PATH" STATUS BYTES MILLISECONDS`, and what went wrong where the fault is the registry's.
    func line() -> String {
        let milliseconds = (monotonicNanoseconds() - began) / 1_000_000
        return
            "\(time.rfc3339) \(address) \(user) \"\(method) \(path)\" \(status) \(bytes) \(milliseconds)ms\(cause.map { " " + printable($0) } ?? "")\n"
    }
}

/// Where lines of the access log go.
final class AccessLog: Sendable {
    private let output: @Sendable (String) -> Void
    private let all: Bool

    /// - Parameter all: also what went as it should, or was the client's fault.
    init(_ output: @escaping @Sendable (String) -> Void, all: Bool) {
        self.output = output
        self.all = all
    }

    func write(_ record: AccessRecord) { if all || record.cause != nil { output(record.line()) } }
}
