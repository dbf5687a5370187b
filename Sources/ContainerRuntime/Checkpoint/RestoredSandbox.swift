internal import Linux

/// Looks at the processes of a restored container while they are still stopped: whatever the checkpoint says, they may not have more
/// than the configuration gives. Namespaces, identities, capabilities, filters, and what is hidden or read-only are compared.
///
/// What the filters of system calls contain is not: there the checkpoint is believed.
struct RestoredSandbox {
    let plan: LaunchPlan
    let process: Int32

    func check() throws(RuntimeError) {
        for process in try processes() { try check(process) }
        try checkMounts()
    }

    /// They are stopped, and never run.
    func kill() {
        // What cannot be listed or opened has ended: the first takes all of its process namespace with it.
        for process in (try? processes()) ?? [process] {
            guard let descriptor = try? openProcess(process) else { continue }
            _ = try? sendSignal(SignalNumber.kill, to: descriptor)  // it may have ended with the first
        }
    }

    /// The first and all its descendants: others cannot be in there.
    private func processes() throws(RuntimeError) -> [Int32] {
        try doing("list the processes of the restored container") { () throws(SystemCallError) in
            var found = [process]
            var at = 0
            while at < found.count {
                for task in try names(in: "/proc/\(found[at])/task") {
                    let text = String(decoding: try readFile("/proc/\(found[at])/task/\(task)/children"), as: UTF8.self)
                    found += text.parts(between: " ").compactMap { Int32($0) }
                }
                at += 1
            }
            return found
        }
    }

    private func check(_ process: Int32) throws(RuntimeError) {
        let status = try doing("look at restored process", "\(process)") { () throws(SystemCallError) in
            ProcessFacts(try readFile("/proc/\(process)/status"))
        }
        let sets = plan.process.capabilities
        let allowed = sets.bounding | sets.permitted | sets.inheritable
        for (name, limit) in [
            ("CapBnd", allowed), ("CapPrm", allowed), ("CapEff", allowed), ("CapInh", allowed), ("CapAmb", allowed),
        ] {
            guard let held = status.mask(name) else { throw refused(process, "its \(name) cannot be read") }
            if held & ~limit != 0 { throw refused(process, "it has capabilities that process.capabilities does not give (\(name))") }
        }
        if plan.process.noNewPrivileges && status.number("NoNewPrivs") != 1 {
            throw refused(process, "it may gain privileges, against process.noNewPrivileges")
        }
        if plan.seccomp != nil && status.number("Seccomp") != 2 {
            throw refused(process, "it has no filter of system calls, against linux.seccomp")
        }
        for kind in NamespaceKinds.each where plan.created.contains(kind) {
            let same = try doing("look at restored process", "\(process)") { () throws(SystemCallError) in
                try Linux.status(of: "/proc/\(process)/ns/\(kind.fileName)").inode
                    == Linux.status(of: "/proc/self/ns/\(kind.fileName)").inode
            }
            if same { throw refused(process, "it is in the \(kind.fileName) namespace of the host, against linux.namespaces") }
        }
    }

    private func checkMounts() throws(RuntimeError) {
        let root = try doing("open the root of the restored container") { () throws(SystemCallError) in
            try open("/proc/\(process)/root", [.path, .directory])
        }
        try doing("look at the mounts of the restored container") { () throws(SystemCallError) in
            if plan.root.isReadOnly, try !root.mountFlags().contains(.readOnly) { throw refused("/", "root.readonly") }
            for mount in plan.root.mounts where mount.options.set.union(mount.options.recursiveSet).contains(.readOnly) {
                try checkReadOnly(mount.destination, "mounts[\(mount.index)]", in: root)
            }
            for path in plan.root.readonlyPaths { try checkReadOnly(path, "linux.readonlyPaths", in: root) }
            for path in plan.root.maskedPaths {
                guard let found = try ContainedPath.find(path, in: root) else { continue }
                if try !isHidden(found) { throw refused(path, "linux.maskedPaths") }
            }
        }
    }

    /// Whether it is the null device, or a directory in a file system that nobody can write to: as masked paths are made.
    private func isHidden(_ found: borrowing Descriptor) throws(SystemCallError) -> Bool {
        let status = try found.status()
        if status.kind == .characterDevice { return status.deviceMajor == 1 && status.deviceMinor == 3 }
        guard status.kind == .directory, try found.fileSystemType() == FileSystemMagic.tmpfs else { return false }
        return try found.mountFlags().contains(.readOnly)
    }

    private func checkReadOnly(_ path: String, _ field: String, in root: borrowing Descriptor) throws(SystemCallError) {
        guard let found = try ContainedPath.find(path, in: root) else { return }
        if try !found.mountFlags().contains(.readOnly) { throw refused(path, field) }
    }

    private func refused(_ path: String, _ field: String) -> SystemCallError {
        SystemCallError(call: "the checkpoint opens \(path), against \(field)", subject: "refused", errno: .perm)
    }

    private func refused(_ process: Int32, _ why: String) -> RuntimeError {
        RuntimeError(.refused, doing: "restore the container: process", subject: "\(process) of the checkpoint", cause: why)
    }
}

/// Lines of `/proc/PID/status` (proc_pid_status(5)).
struct ProcessFacts {
    private let lines: [ArraySlice<UInt8>]

    init(_ text: [UInt8]) { lines = text.split(separator: 10) }

    private func value(_ name: String) -> String? {
        for line in lines where line.starts(with: (name + ":").utf8) {
            return String(decoding: line.dropFirst(name.utf8.count + 1).drop { $0 == 9 || $0 == 32 }, as: UTF8.self)
        }
        return nil
    }

    /// A set of capabilities.
    func mask(_ name: String) -> UInt64? { value(name).flatMap { UInt64($0, radix: 16) } }

    func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
}
