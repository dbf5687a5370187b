internal import Linux

/// An ordinary user who is root of its own user namespace already, through `apus unshare`: whose containers are meant cannot
/// be seen from the ids, since root of a user's container looks alike. Environment variables tell, with podman's names.
public enum RootlessCaller {
    private static let userVariable = "_CONTAINERS_ROOTLESS_UID"
    private static let groupVariable = "_CONTAINERS_ROOTLESS_GID"

    /// Who that user is outside; nil for everybody else.
    public static var unsharedUser: UInt32? {
        // Where the namespace cannot be looked at the variable counts for nothing.
        guard Credentials.effectiveUser == 0, let text = environmentVariable(userVariable), let user = UInt32(text),
            user != 0,
            let initial = try? isInInitialUserNamespace(), !initial
        else { return nil }
        return user
    }

    /// What a command in the user's namespace gets beside its environment.
    public static func variables(_ host: HostFacts) -> [String] {
        [
            "_CONTAINERS_USERNS_CONFIGURED=done", "\(userVariable)=\(host.callerUser)",
            "\(groupVariable)=\(host.callerGroup)",
        ]
    }
}
