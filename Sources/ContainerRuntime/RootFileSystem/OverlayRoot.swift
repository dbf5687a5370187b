internal import Linux

/// The root of a container as an overlay of layers (`Documentation/filesystems/overlayfs.rst` of the kernel).
struct OverlayRoot {
    /// Top first. At least one.
    let lowers: [String]
    /// Empty: a read-only overlay of the lower layers alone.
    let upper: String
    let work: String
    /// Nothing of it has to outlive the container: no flush at its last unmount.
    let isVolatile: Bool
    /// In a user namespace whiteouts and marks are kept as `user.overlay.*`.
    let usesUserAttributes: Bool

    /// Mounts the overlay, attached nowhere.
    func mount() throws(SystemCallError) -> Descriptor {
        do throws(SystemCallError) { return try mountWithLayerList() } catch {
            // EINVAL: `lowerdir+` is not known before 6.7, or a path is longer than a parameter (255 bytes)
            guard error.errno == .invalid || error.errno == .noSystemCall else { throw error }
        }
        do throws(SystemCallError) { return try mountWithLayerDescriptors() } catch {
            guard error.errno == .invalid || error.errno == .noSystemCall || error.errno == .badDescriptor else {
                throw error
            }
        }
        do throws(SystemCallError) { return try mountWithOptionText() } catch {
            // Of an upper directory that cannot be written overlayfs only says that it is invalid.
            if error.errno == .invalid, !upper.isEmpty, isReadOnly(upper) {
                throw SystemCallError(call: "mount", subject: upper, errno: .readOnly)
            }
            throw error
        }
    }

    /// Kernel 6.7: a parameter for each layer.
    func mountWithLayerList() throws(SystemCallError) -> Descriptor {
        let context = try FileSystemContext(type: "overlay")
        for lower in lowers { try context.set("lowerdir+", lower) }
        if !upper.isEmpty {
            try context.set("upperdir", upper)
            try context.set("workdir", work)
        }
        return try finish(context)
    }

    /// Kernel 6.13: each layer is an open directory, however long its path.
    func mountWithLayerDescriptors() throws(SystemCallError) -> Descriptor {
        let context = try FileSystemContext(type: "overlay")
        for lower in lowers { try context.set("lowerdir+", try open(lower, [.path, .directory])) }
        if !upper.isEmpty {
            try context.set("upperdir", try open(upper, [.path, .directory]))
            try context.set("workdir", try open(work, [.path, .directory]))
        }
        return try finish(context)
    }

    private func finish(_ context: borrowing FileSystemContext) throws(SystemCallError) -> Descriptor {
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1)
            if parts.count == 2 {
                try context.set(String(parts[0]), String(parts[1]))
            } else {
                try context.set(flag)
            }
        }
        do throws(SystemCallError) { try context.create() } catch {
            let words = context.messages()
            throw SystemCallError(
                call: "mount", subject: words.isEmpty ? description : "\(description) (\(words))", errno: error.errno)
        }
        return try context.mount()
    }

    /// Before 6.7: `mount(2)` on a directory that is there, its layers by short names below `/proc/self/fd`, since all
    /// options together have to fit in a page.
    func mountWithOptionText() throws(SystemCallError) -> Descriptor {
        // Array cannot hold owners, so the numbers are released here and closed below.
        var numbers: [CInt] = []
        defer { for number in numbers { _ = Descriptor(owning: number) } }
        for path in lowers + (upper.isEmpty ? [] : [upper, work]) {
            numbers.append(try open(path, [.path, .directory]).release())
        }
        let names = numbers.map { "/proc/self/fd/\($0)" }
        var options = ["lowerdir=" + names.prefix(lowers.count).joined(separator: ":")] + flags
        if !upper.isEmpty { options += ["upperdir=\(names[lowers.count])", "workdir=\(names[lowers.count + 1])"] }
        let place = upper.isEmpty ? lowers[0] : upper
        try Linux.mount(source: "overlay", on: place, type: "overlay", data: options.joined(separator: ","))
        let mounted = try open(place, [.path, .directory])
        let tree = try mounted.cloneTree()
        try unmount(place, detached: true)
        return tree
    }

    private var flags: [String] {
        // What an administrator switched on for all overlays would tie layers to one upper directory (index), or let
        // the extended attributes of an image name files of another layer (metacopy).
        var flags: [String] = upper.isEmpty ? [] : ["index=off", "metacopy=off"]
        if isVolatile && !upper.isEmpty { flags.append("volatile") }
        if usesUserAttributes { flags.append("userxattr") }
        return flags
    }

    private var description: String {
        "overlay of \(lowers.count) layers, upper \(upper.isEmpty ? "none" : upper), top layer \(lowers[0])"
    }
}
