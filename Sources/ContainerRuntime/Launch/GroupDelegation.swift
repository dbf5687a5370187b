internal import Linux
internal import OCISpecification

/// Who owns the control group of a container (OCI runtime specification, "Cgroup ownership"): its user, when it sees the group as the
/// root of a namespace of its own and may write there.
enum GroupDelegation {
    /// As the host numbers the user; nil leaves the group to the runtime.
    static func owner(
        _ configuration: borrowing RuntimeConfiguration, created: NamespaceKinds, users: [IdentityRange]
    ) -> UInt32? {
        guard created.contains(.cgroup), let process = configuration.process,
            configuration.mounts?.contains(where: isWritableGroups) == true
        else { return nil }
        let user = process.user.uid
        if users.isEmpty { return user == 0 ? nil : user }
        for range in users { if let outside = range.outside(user) { return outside } }
        return nil
    }

    private static func isWritableGroups(_ mount: Mount) -> Bool {
        (mount.type == "cgroup" || mount.type == "cgroup2") && mount.destination == "/sys/fs/cgroup"
            && mount.options?.contains("ro") != true
    }
}
