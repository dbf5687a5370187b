internal import Linux

/// A mount of a file system of its own: proc, sysfs, tmpfs, devpts, mqueue, or whatever type the kernel knows.
enum FileSystemMount {
    /// Mounts it, attached nowhere yet.
    static func make(
        type: String, source: String?, options: borrowing MountOptions, inUserNamespace: Bool
    ) throws(SystemCallError) -> Descriptor {
        do throws(SystemCallError) {
            return try configure(type: type, source: source, options: options, leavingOut: nil)
        } catch {
            // A group that the user namespace does not map: the terminals then belong to the group of who opens them.
            guard type == "devpts", error.errno == .invalid, inUserNamespace else { throw error }
            return try configure(type: type, source: source, options: options, leavingOut: "gid")
        }
    }

    private static func configure(
        type: String, source: String?, options: borrowing MountOptions, leavingOut: String?
    ) throws(SystemCallError) -> Descriptor {
        let context = try FileSystemContext(type: type)
        if let source, !source.isEmpty { try context.set("source", source) }
        for parameter in options.superblock + options.parameters {
            let parts = parameter.parts(between: "=", most: 2, keepingEmpty: true)
            let key = String(parts[0])
            if key == leavingOut { continue }
            if parts.count == 2 { try context.set(key, String(parts[1])) } else { try context.set(key) }
        }
        do throws(SystemCallError) { try context.create() } catch {
            let words = context.messages()
            throw SystemCallError(
                call: "mount", subject: words.isEmpty ? type : "\(type) (\(words))", errno: error.errno)
        }
        // A read-only file system that is to be filled first is made read-only when it is in place.
        return try context.mount(options.copiesUp ? options.set.subtracting(.readOnly) : options.set)
    }

    /// Whether a parameter is longer than `fsconfig(2)` takes, such as a list of many layers.
    static func isLong(_ options: borrowing MountOptions) -> Bool {
        for parameter in options.parameters {
            let value = parameter.parts(between: "=", most: 2).last ?? ""
            if value.utf8.count > 255 { return true }
        }
        return false
    }

    /// The old way, `mount(2)`, for such parameters: a page for all of them together.
    static func mountByText(
        type: String, source: String?, options: borrowing MountOptions, onto target: borrowing Descriptor
    ) throws(SystemCallError) {
        let text = String(joining: options.superblock + options.parameters, by: ",")
        try Linux.mount(source: source, on: target.procPath, type: type, data: text)
    }
}
