internal import Linux
public import Netlink

/// The addresses of a network that are handed out: one entry in a directory for each, made with `EEXIST` as the check.
///
/// An entry is a symlink to the run directory of its holder: it is made whole in one call, so nobody ever reads half a
/// lease, and one that leads nowhere is a lease of the dead, whichever state directory the holder belonged to. Addresses
/// are handed out next-fit: one that was given back rests as long as it can, since the old interface may live a little
/// longer than its container.
public struct AddressLeases: Sendable {
    public let directory: String
    public let subnet: IPv4Subnet
    public let gateway: IPv4Address

    public init(directory: String, subnet: IPv4Subnet, gateway: IPv4Address) {
        self.directory = directory
        self.subnet = subnet
        self.gateway = gateway
    }

    /// The leases of a network whose directory holds `leases/`.
    public init(of network: NetworkConfiguration, directory: String) {
        self.init(directory: "\(directory)/leases", subnet: network.subnet, gateway: network.gateway)
    }

    /// The path of the entry for an address.
    public func path(of address: IPv4Address) -> String { "\(directory)/\(address)" }

    /// Takes the next free address for a holder, a path. When all are taken, those of the dead are given back first.
    public func take(for holder: String) throws(NetworkingError) -> IPv4Address {
        if let address = try next(for: holder) { return address }
        if try reclaim() > 0, let address = try next(for: holder) { return address }
        throw NetworkingError(
            .exhausted, doing: "take an address of \(subnet)",
            cause: "all are in use: remove containers, or make a network with a larger subnet")
    }

    /// Takes one address that the user asked for; taking what the same holder has already succeeds.
    public func take(_ address: IPv4Address, for holder: String) throws(NetworkingError) {
        let doing = "take address \(address)"
        if !isAssignable(address) {
            throw NetworkingError(.invalid, doing: doing, cause: "it is no free host address of subnet \(subnet)")
        }
        while true {
            if try make(address, for: holder) { return }
            guard let other = try self.holder(of: address) else { continue }  // given back meanwhile
            if other == holder { return }
            if try release(address, where: { $0 == other && !isAlive(other) }) { continue }
            let id = other.split(separator: "/").last.map(String.init) ?? other
            throw NetworkingError(.taken, doing: doing, cause: "container \(id) has it")
        }
    }

    /// Gives an address back, if this holder has it.
    public func release(_ address: IPv4Address, of holder: String) throws(NetworkingError) {
        try release(address) { $0 == holder }
    }

    /// Who has an address.
    public func holder(of address: IPv4Address) throws(NetworkingError) -> String? {
        do throws(SystemCallError) {
            return try readSymlink(path(of: address)).display
        } catch {
            if error.errno == .noEntry { return nil }
            throw NetworkingError(error, doing: "read the lease of \(address)")
        }
    }

    /// All addresses that are handed out, and to whom.
    public func all() throws(NetworkingError) -> [(address: IPv4Address, holder: String)] {
        var leases: [(address: IPv4Address, holder: String)] = []
        let entries = try networking("list leases") { () throws(SystemCallError) in
            try exists(directory) ? names(in: directory) : []
        }
        for entry in entries {
            guard let address = IPv4Address(entry), let holder = try holder(of: address) else { continue }
            leases.append((address, holder))
        }
        return leases
    }

    /// Gives back the addresses of holders that are no more, and answers how many.
    @discardableResult
    public func reclaim() throws(NetworkingError) -> Int {
        var count = 0
        for lease in try all() where !isAlive(lease.holder) {
            if try release(lease.address, where: { $0 == lease.holder }) { count += 1 }
        }
        return count
    }

    /// What cannot be looked at is taken for alive.
    private func isAlive(_ holder: String) -> Bool { (try? exists(holder)) ?? true }

    // MARK: Next fit

    private var hintPath: String { "\(directory)/last" }

    /// Whether a container may have it: not the ends of the subnet, not the gateway.
    private func isAssignable(_ address: IPv4Address) -> Bool {
        address > subnet.first && address < subnet.last && address != gateway
    }

    private func next(for holder: String) throws(NetworkingError) -> IPv4Address? {
        let room = subnet.last.value - subnet.first.value - 1
        guard subnet.prefixLength <= 30 else { return nil }
        var offset = hint()
        var misses: UInt32 = 0
        while misses < room {
            offset = offset % room + 1
            let candidate = IPv4Address(subnet.first.value + offset)
            if isAssignable(candidate), try make(candidate, for: holder) {
                note(offset)
                return candidate
            }
            misses += 1
            // Many take addresses at this moment: jump to where the others have got.
            if misses % 8 == 0 {
                let newer = hint()
                if newer > offset { offset = newer }
            }
        }
        return nil
    }

    /// The offset that was handed out last, as far as is known: no more than a place to start.
    private func hint() -> UInt32 {
        // No hint, or a damaged one, costs a few tries more.
        guard let bytes = try? readFile(hintPath, limit: 64),
            let text = String(validating: bytes.prefix(10), as: UTF8.self), let offset = UInt32(text)
        else { return 0 }
        return offset
    }

    private func note(_ offset: UInt32) {
        // Ten digits in one write: a reader sees the old ones or the new. It is only a hint: no error matters.
        let digits = String(offset)
        let text = String(repeating: "0", count: 10 - digits.utf8.count) + digits
        do throws(SystemCallError) {
            try open(hintPath, [.writeOnly, .create, .noFollow], mode: 0o644).write(text)
        } catch {}
    }

    // MARK: Entries

    /// Whether the entry is new.
    private func make(_ address: IPv4Address, for holder: String) throws(NetworkingError) -> Bool {
        let path = path(of: address)
        var hasDirectory = false
        while true {
            do throws(SystemCallError) {
                try makeSymlink(path, to: holder)
                return true
            } catch {
                if error.errno == .exists { return false }
                guard error.errno == .noEntry, !hasDirectory else {
                    throw NetworkingError(error, doing: "take address \(address)")
                }
                hasDirectory = true
                try networking("make the leases' directory") { () throws(SystemCallError) in
                    _ = try makeDirectories(directory, mode: 0o711)
                }
            }
        }
    }

    /// Under a lock of this address alone, so that a lease that was given back and taken anew meanwhile is not lost.
    @discardableResult
    private func release(
        _ address: IPv4Address, where mayGo: (String) -> Bool
    ) throws(NetworkingError) -> Bool {
        let path = path(of: address)
        do throws(SystemCallError) {
            let lock = try open("\(directory)/lock", [.readWrite, .create, .noFollow], mode: 0o600)
            try RecordLock.wait(lock, start: Int64(address.value), length: 1)
            guard mayGo(try readSymlink(path).display) else { return false }
            try removeFile(path)
            return true
        } catch {
            if error.errno == .noEntry { return false }
            throw NetworkingError(error, doing: "give back address \(address)")
        }
    }
}
