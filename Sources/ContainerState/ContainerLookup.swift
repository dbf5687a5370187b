internal import Linux

/// Finds containers by name, id or the beginning of an id.
public struct ContainerLookup: Sendable {
    let locations: StateLocations
    public init(_ locations: StateLocations) { self.locations = locations }

    /// The ids of all containers, in no order.
    public func all() throws(StateError) -> [String] {
        do throws(SystemCallError) { return try names(in: locations.containers).filter(Self.isID) } catch {
            throw StateError("listing the containers in \(locations.containers)", error)
        }
    }

    /// The container that a user's word stands for: a name first, then a whole id, then an unambiguous beginning of one.
    public func find(_ word: String) throws(StateError) -> ContainerDirectory {
        guard !word.isEmpty, !word.utf8.contains(47), !word.utf8.contains(0), word != ".", word != ".." else {
            throw StateError(.notFound, "no container with name or ID \"\(word)\" found: no such container")
        }
        if let id = try ContainerNames(locations).holder(of: word), try isThere(id) { return locations.container(id) }
        if Self.isID(word), try isThere(word) { return locations.container(word) }
        if word.utf8.allSatisfy(Self.isHex) {
            let matches = try all().filter { $0.hasPrefix(word) }
            if matches.count == 1 { return locations.container(matches[0]) }
            if matches.count > 1 {
                throw StateError(
                    .ambiguous,
                    "the ID \"\(word)\" is ambiguous: \(matches.count) containers begin with it, give more digits")
            }
        }
        throw StateError(.notFound, "no container with name or ID \"\(word)\" found: no such container")
    }

    private func isThere(_ id: String) throws(StateError) -> Bool {
        do throws(SystemCallError) { return try exists("\(locations.containers)/\(id)") } catch {
            throw StateError("looking for the container \(id)", error)
        }
    }

    public static func isID(_ word: String) -> Bool { word.utf8.count == 64 && word.utf8.allSatisfy(isHex) }
    private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}
