internal import OCISpecification

/// The ids of a container's users and those that its files have for the engine.
struct IdentityMap: Sendable {
    private let users: [LinuxIDMapping]
    private let groups: [LinuxIDMapping]
    private let unmapped: (user: UInt32, group: UInt32)

    /// Without a user namespace of its own both are the same.
    init(_ configuration: LinuxConfiguration?) {
        self.init(users: configuration?.uidMappings ?? [], groups: configuration?.gidMappings ?? [])
    }

    /// - Parameter unmapped: who owns outside what belongs to an id without a mapping: nobody that the container knows.
    init(
        users: [LinuxIDMapping], groups: [LinuxIDMapping],
        unmapped: (user: UInt32, group: UInt32) = (overflow, overflow)
    ) {
        self.users = users
        self.groups = groups
        self.unmapped = unmapped
    }

    /// As an ordinary user, of a container's mapping: 65534 is some container's user there, so what has no mapping goes to
    /// the lowest id that the container does not have, or to the caller.
    init(_ mappings: UserMappings, host: HostFacts) {
        func free(_ parent: [LinuxIDMapping], _ map: [LinuxIDMapping]) -> UInt32 {
            parent.inside.subtracting(map.outside).runs.first.map { UInt32($0.lowerBound) }
                ?? parent.first?.containerID ?? Self.overflow
        }
        self.init(
            users: mappings.users, groups: mappings.groups,
            unmapped: (free(host.userMap, mappings.users), free(host.groupMap, mappings.groups)))
    }

    /// Both are the same.
    static let unchanged = IdentityMap(users: [], groups: [])

    static let overflow: UInt32 = 65534  // what the kernel shows for an id without a mapping (user_namespaces(7))

    func outside(user: UInt32, group: UInt32) -> (user: UInt32, group: UInt32) {
        (Self.outside(user, users) ?? unmapped.user, Self.outside(group, groups) ?? unmapped.group)
    }

    func inside(user: UInt32, group: UInt32) -> (user: UInt32, group: UInt32) {
        (Self.inside(user, users), Self.inside(group, groups))
    }

    private static func outside(_ id: UInt32, _ list: [LinuxIDMapping]) -> UInt32? {
        if list.isEmpty { return id }
        for range in list where id >= range.containerID && id - range.containerID < range.size {
            return range.hostID + (id - range.containerID)
        }
        return nil
    }

    private static func inside(_ id: UInt32, _ list: [LinuxIDMapping]) -> UInt32 {
        if list.isEmpty { return id }
        for range in list where id >= range.hostID && id - range.hostID < range.size {
            return range.containerID + (id - range.hostID)
        }
        return overflow
    }
}
