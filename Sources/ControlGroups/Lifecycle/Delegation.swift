internal import Linux

extension ControlGroup {
    /// Gives the group of version 2 to a user: its directory and those files that are safe in other hands.
    /// Nothing happens to groups of version 1, which are not safe to give away.
    public func delegate(
        to user: UInt32, list: String = "/sys/kernel/cgroup/delegate"
    ) throws(ControlGroupError) {
        guard layout.isUnified, let place = unifiedPlace else { return }
        // The kernel names the files since 4.15.
        let known = (try? readFile(list)).map { String(decoding: $0, as: UTF8.self) }
        let files = (known ?? "cgroup.procs\ncgroup.subtree_control\ncgroup.threads").split(separator: "\n").map(String.init)
        for name in [""] + files {
            let path = name.isEmpty ? place.directory : "\(place.directory)/\(name)"
            do throws(SystemCallError) { try setOwner(path, user: user, group: .max) } catch {
                // A list of all controllers names files that this group has not.
                if error.errno == .noEntry && !name.isEmpty { continue }
                throw ControlGroupError(doing: "give the group to user \(user)", file: path, error)
            }
        }
    }
}
