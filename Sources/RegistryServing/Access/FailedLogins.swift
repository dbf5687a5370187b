internal import Linux
internal import Synchronization

/// Wrong passwords by address: whoever guesses has to wait.
final class FailedLogins: Sendable {
    /// In a minute.
    static let limit = 20
    private static let minute: Int64 = 60

    private let table = Mutex<[String: (count: Int, since: Int64)]>([:])

    func check(_ address: String, now: Int64 = Timestamp.now.seconds) throws(RegistryServingError) {
        let wait = table.withLock { table -> Int64? in
            guard let entry = table[address], entry.count >= Self.limit, now - entry.since < Self.minute else { return nil }
            return Self.minute - (now - entry.since)
        }
        guard let wait else { return }
        var error = RegistryServingError(
            .tooManyRequests, "\(Self.limit) wrong passwords came from \(address): try again in \(wait) seconds", detail: address)
        error.headers["Retry-After"] = String(wait)
        throw error
    }

    func note(_ address: String, now: Int64 = Timestamp.now.seconds) {
        table.withLock { table in
            if table.count > 100_000 { table = table.filter { now - $0.value.since < Self.minute } }
            var entry = table[address] ?? (0, now)
            if now - entry.since >= Self.minute { entry = (0, now) }
            entry.count += 1
            table[address] = entry
        }
    }
}
