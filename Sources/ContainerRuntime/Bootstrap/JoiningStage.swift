internal import Linux

/// The process in between where a user or pid namespace is joined: it enters, makes the container's first process as
/// its own sibling, tells the runtime which, and ends.
enum JoiningStage {
    /// Returns only in the container's first process.
    static func pass(
        _ namespaces: borrowing NamespacePlan, into directory: borrowing Descriptor?,
        channel: borrowing BootstrapChannel
    ) {
        do throws(RuntimeError) { try proceed(namespaces, Launch.number(of: directory), channel) } catch {
            // Nobody may be there any more to be told.
            _ = try? channel.socket.send(BootstrapMessage.failed(error))
            CurrentProcess.exit(1)
        }
    }

    private static func proceed(
        _ namespaces: borrowing NamespacePlan, _ directory: CInt?, _ channel: borrowing BootstrapChannel
    ) throws(RuntimeError) {
        CurrentProcess.setName("apus:join")
        ExecutableProtection.release()
        if !namespaces.created.contains(.user) {
            try doing("hide the process") { () throws(SystemCallError) in
                if Safeguard.hidden.isOn { try CurrentProcess.setDumpable(false) }
            }
        }
        try namespaces.join()
        if namespaces.joinedKinds.contains(.user) {
            // What we were outside has no number in there, and could own nothing.
            try doing("become root of the user namespace") { () throws(SystemCallError) in
                try NamespaceCredentials.becomeRoot()
            }
        }
        // As root of another user namespace the control group is not ours to write: then the runtime moves the process.
        var group = namespaces.joinedKinds.contains(.user) ? nil : directory
        let made: CloneSide
        do throws(SystemCallError) {
            made = try cloneProcess(namespaces.cloned, asSibling: true, intoCgroup: group)
        } catch {
            guard group != nil, error.errno == .notSupported || error.errno == .noSystemCall else {
                throw RuntimeError(doing: "make the first process of the container", cause: error)
            }
            group = nil
            made = try doing("make the first process of the container") { () throws(SystemCallError) in
                try cloneProcess(namespaces.cloned, asSibling: true)
            }
        }
        switch consume made {
        case .child: return
        case .parent(let process, let descriptor):
            try doing("tell the runtime of the first process") { () throws(SystemCallError) in
                try channel.send(
                    .process, BootstrapMessage.number(process) + [group == nil ? 0 : 1],
                    descriptors: [descriptor.number])
            }
            CurrentProcess.exit(0)
        }
    }
}
