internal import ContainerState
internal import Linux

/// The root file system of a container as a mount that is attached nowhere: it goes with its descriptor, and the host's
/// mount table never shows it.
struct DetachedRoot {
    /// Top first.
    let lowers: [String]
    /// Empty: for reading only.
    var upper = ""
    var work = ""
    /// In a user namespace overlayfs keeps its marks as `user.overlay.*`.
    let usesUserAttributes: Bool
    /// Mounts it in place of the kernel.
    var mountProgram: String?

    /// What a container sees as its root, without what is mounted in it. Safe while the container runs: its upper
    /// directory is only read, as one more lower one.
    static func readable(_ plan: RootPlan, rootless: Bool) throws(EngineError) -> Descriptor {
        if let directory = plan.directory { return try plain(directory) }
        if plan.lowers.isEmpty { return try plain(plan.upper) }
        return try DetachedRoot(lowers: [plan.upper] + plan.lowers, usesUserAttributes: rootless, mountProgram: plan.mountProgram)
            .mounted(plan)
    }

    /// The root for changes. The caller holds the ``FilesLock``.
    static func writable(_ plan: RootPlan, rootless: Bool) throws(EngineError) -> Descriptor {
        if let directory = plan.directory { return try plain(directory) }
        return try DetachedRoot(
            lowers: plan.lowers, upper: plan.upper, work: plan.work, usesUserAttributes: rootless, mountProgram: plan.mountProgram
        ).mounted(plan)
    }

    private static func plain(_ directory: String) throws(EngineError) -> Descriptor {
        try system("opening the root file system \(directory)") { () throws(SystemCallError) in
            try open(directory, [.path, .directory])
        }
    }

    private func mounted(_ plan: RootPlan) throws(EngineError) -> Descriptor {
        try mounted(as: "the container's root file system, upper directory \(plan.upper)")
    }

    /// - Parameter what: for words of errors.
    func mounted(as what: String) throws(EngineError) -> Descriptor {
        do throws(SystemCallError) {
            if let mountProgram {
                return try ServedOverlay(program: mountProgram, lowers: lowers, upper: upper, work: work)
                    .mount([.noDevices, .noSetID, .noExecute])
            }
            do throws(SystemCallError) { return try byLayerList() } catch {
                // Before 6.7 there is no `lowerdir+`.
                guard error.errno == .invalid || error.errno == .noSystemCall else { throw error }
            }
            return try byOptionText()
        } catch { throw EngineError("mounting \(what)", error) }
    }

    private func byLayerList() throws(SystemCallError) -> Descriptor {
        let context = try FileSystemContext(type: "overlay")
        // A parameter holds 255 bytes: a descriptor's path always fits. The kernel walks it when it is set.
        for lower in lowers { try Self.set("lowerdir+", lower, context) }
        if !upper.isEmpty {
            try Self.set("upperdir", upper, context)
            try Self.set("workdir", work, context)
        }
        return try finish(context)
    }

    private static func set(_ key: String, _ path: String, _ context: borrowing FileSystemContext)
        throws(SystemCallError)
    {
        if path.utf8.count < 256 { return try context.set(key, path) }
        let directory = try open(path, [.path, .directory])
        try context.set(key, directory.procPath)
    }

    /// Before 6.7: one text for all layers, which also holds 255 bytes only. The layers are named by their descriptors'
    /// numbers, relative to `/proc/self/fd`: that is enough for 80 layers.
    private func byOptionText() throws(SystemCallError) -> Descriptor {
        var numbers: [CInt] = []
        defer { for number in numbers { _ = Descriptor(owning: number) } }
        for path in lowers + (upper.isEmpty ? [] : [upper, work]) {
            numbers.append(try open(path, [.path, .directory]).release())
        }
        let names = numbers.map { String($0) }
        let here = try open(".", [.path, .directory])
        try changeDirectory("/proc/self/fd")
        defer { _ = try? changeDirectory(to: here) }  // it was the current directory a moment ago
        let context = try FileSystemContext(type: "overlay")
        try context.set("lowerdir", names.prefix(lowers.count).joined(separator: ":"))
        if !upper.isEmpty {
            try context.set("upperdir", names[lowers.count])
            try context.set("workdir", names[lowers.count + 1])
        }
        return try finish(context)
    }

    private func finish(_ context: borrowing FileSystemContext) throws(SystemCallError) -> Descriptor {
        // As the container has it mounted; an attribute of an image must not name files of another layer.
        try context.set("index", "off")
        if !upper.isEmpty { try context.set("metacopy", "off") }
        if usesUserAttributes { try context.set("userxattr") }
        do throws(SystemCallError) { try context.create() } catch {
            let words = context.messages()
            if words.isEmpty { throw error }
            throw SystemCallError(call: "mount", subject: "overlay (\(words))", errno: error.errno)
        }
        return try context.mount([.noDevices, .noSetID, .noExecute])
    }
}
