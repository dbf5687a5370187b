internal import OCISpecification

/// How many processes and threads the group may have: `pids.max`.
struct ProcessLimit {
    let pids: LinuxPids
    let isUpdate: Bool

    init(_ pids: LinuxPids, isUpdate: Bool) {
        self.pids = pids
        self.isUpdate = isUpdate
    }

    func apply(to group: ControlGroup) throws(ControlGroupError) {
        guard let limit = pids.limit else { return }
        // A new group has no limit, which is what zero and less ask for.
        if limit <= 0 && !isUpdate { return }
        guard let place = group.place(of: .pids) else {
            throw ControlGroupError(
                .missingController, doing: "limit the number of processes", file: group.path.text,
                cause: "the controller `pids` is not mounted")
        }
        let value = limit <= 0 ? "max" : "\(limit)"
        try ControlFile(place, "pids.max").write(value, doing: "limit the number of processes to \(value)")
    }
}
