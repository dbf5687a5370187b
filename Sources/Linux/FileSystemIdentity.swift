internal import CLinux

/// With which user and group this thread makes files (`setfsuid(2)`); its rights stay as they are.
///
/// In a mount whose owners are mapped only ids of the mapping can make files: the kernel refuses others with EOVERFLOW.
public struct FileSystemIdentity: Hashable, Sendable {
    public var user: UInt32
    public var group: UInt32

    public init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// Does something with these ids, then has those of before again.
    public func use<Result, Failure>(
        _ body: () throws(Failure) -> Result
    ) throws(SystemCallError) -> Swift.Result<Result, Failure> {
        let before = FileSystemIdentity(user: apus_setfsuid(.max), group: apus_setfsgid(.max))
        try become()
        let outcome: Swift.Result<Result, Failure>
        do throws(Failure) { outcome = .success(try body()) } catch { outcome = .failure(error) }
        try before.become()
        return outcome
    }

    private func become() throws(SystemCallError) {
        // The kernel drops the rights over others' files with the id of root, and gives them back with it.
        let sets = try CapabilitySets.current()
        _ = apus_setfsgid(group)
        _ = apus_setfsuid(user)
        guard apus_setfsuid(.max) == user, apus_setfsgid(.max) == group else {
            throw SystemCallError(call: "setfsuid", subject: "user \(user), group \(group)", errno: .perm)
        }
        try sets.apply()
    }
}
