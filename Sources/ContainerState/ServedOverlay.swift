public import Linux

/// An overlay that a program serves through FUSE where the kernel mounts none: fuse-overlayfs(1).
///
/// The mount is made here and attached nowhere; the program gets the device alone, as `/dev/fd/3` (libfuse 3.3). So nothing is in
/// a mount table, and the program ends by itself as soon as the mount is gone: with the container, or with the command.
public struct ServedOverlay {
    /// Such as `/usr/bin/fuse-overlayfs`.
    let program: String
    /// Top first.
    let lowers: [String]
    /// Empty: for reading only.
    let upper: String
    let work: String

    public init(program: String, lowers: [String], upper: String, work: String) {
        self.program = program
        self.lowers = lowers
        self.upper = upper
        self.work = work
    }

    /// Mounts it and waits until the program answers.
    public func mount(_ attributes: MountAttributes = []) throws(SystemCallError) -> Descriptor {
        let options = try optionText()
        let device = try open("/dev/fuse", .readWrite)
        let context = try FileSystemContext(type: "fuse")
        try context.set("source", "overlay")
        try context.set("fd", String(device.number))
        // A directory, in octal (S_IFDIR).
        try context.set("rootmode", "40000")
        try context.set("user_id", "0")
        try context.set("group_id", "0")
        try context.set("default_permissions")
        try context.set("allow_other")
        try context.create()
        let mounted = try context.mount(attributes)
        let words = try memoryFile("mount-program")
        _ = try spawnProgram(
            program, arguments: [program, "-f", "-o", options, "/dev/fd/3"],
            environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            places: [
                DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: nil, to: 1), DescriptorPlace(from: words.number, to: 2),
                DescriptorPlace(from: device.number, to: 3),
            ], newSession: true)
        // With ours closed the kernel sees when the program ends; without, the next line would wait for ever then.
        _ = consume device
        do throws(SystemCallError) { _ = try status(of: ".", at: mounted.number) } catch {
            throw SystemCallError(call: "mount", subject: "overlay by \(program): \(said(words))", errno: error.errno)
        }
        return mounted
    }

    /// What the program had to say, on one line.
    private func said(_ file: borrowing Descriptor) -> String {
        // Without its words the error number has to do.
        guard (try? file.seek(to: 0)) != nil, let bytes = try? file.read(upTo: 4096), !bytes.isEmpty else { return "it ended at once" }
        return String(decoding: bytes.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
    }

    private func optionText() throws(SystemCallError) -> String {
        for path in lowers + [upper, work] {
            for byte in path.utf8 where byte == 0x2c || byte == 0x3a || byte == 0x5c {
                let what = "\(path) has a comma, colon or backslash, which \(program) cannot be told"
                throw SystemCallError(call: "mount", subject: what, errno: .invalid)
            }
        }
        var text = "lowerdir=" + String(joining: lowers, by: ":")
        // What is written is in the upper directory at once: others read it there.
        if !upper.isEmpty { text += ",upperdir=\(upper),workdir=\(work),writeback=0" }
        return text
    }
}
