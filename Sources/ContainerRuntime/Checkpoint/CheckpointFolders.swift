internal import Linux

/// The directories of a checkpoint, open: criu takes them through our descriptors.
struct CheckpointFolders: ~Copyable {
    let images: Descriptor
    let logName: String
    let log: CriuLog
    private let work: Descriptor?

    var workNumber: CInt? { Launch.number(of: work) }

    init(_ options: CheckpointOptions, log name: String, making: Bool) throws(RuntimeError) {
        logName = name
        log = CriuLog(path: "\(options.work ?? options.images)/\(name)")
        if making { try Self.make(options.images) }
        if let parent = options.parent { try Self.check(parent, of: options.images) }
        let images = try Self.open(options.images)
        work = try Self.openWork(options.work)
        self.images = images
    }

    private static func make(_ path: String) throws(RuntimeError) {
        try doing("make the directory of the checkpoint", path) { () throws(SystemCallError) in
            _ = try makeDirectories(path, mode: 0o700)
        }
    }

    private static func openWork(_ path: String?) throws(RuntimeError) -> Descriptor? {
        guard let path else { return nil }
        try make(path)
        return try open(path)
    }

    private static func open(_ path: String) throws(RuntimeError) -> Descriptor {
        try doing("open the directory of the checkpoint", path) { () throws(SystemCallError) in
            try Linux.open(path, [.readOnly, .directory])
        }
    }

    /// criu finds it from the checkpoint, wherever both are taken.
    private static func check(_ parent: String, of images: String) throws(RuntimeError) {
        if parent.hasPrefix("/") {
            throw RuntimeError(
                .invalidConfiguration, doing: "read --parent-path", subject: parent, cause: "it has to be relative to --image-path")
        }
        do throws(SystemCallError) { _ = try Linux.open("\(images)/\(parent)", [.path, .directory]) } catch {
            throw RuntimeError(doing: "read --parent-path", subject: "\(images)/\(parent)", cause: error.errno.words)
        }
    }
}
