/// What is asked of criu (`criu_req` of its `images/rpc.proto`, whose numbers these are).
struct CriuRequest {
    enum Kind: Int32 {
        case dump = 1
        case restore = 2
        case preDump = 4
        case notification = 6
        case features = 9
        case version = 10
    }

    var kind: Kind
    var options: CriuOptions?
    /// The answer to a notification.
    var accepts: Bool?

    init(_ kind: Kind, _ options: CriuOptions? = nil, accepts: Bool? = nil) {
        self.kind = kind
        self.options = options
        self.accepts = accepts
    }

    var bytes: [UInt8] {
        var request = ProtocolBufferWriter()
        request.add(1, kind.rawValue)
        if let options { request.add(2) { options.write(to: &$0) } }
        if let accepts { request.add(3, accepts) }
        // Whether the kernel and criu can tell which memory was written since the last dump.
        if kind == .features { request.add(5) { $0.add(1, true) } }
        return request.bytes
    }
}

/// `criu_opts`: how one dump or restore is done.
struct CriuOptions {
    /// Numbers of open directories in our process, which criu opens through `/proc`.
    var imageDirectory: Int32
    var workDirectory: Int32?
    var logFile: String
    var root: String
    var process: Int32?
    var asked: CheckpointOptions
    /// A file with further options.
    var configurationFile: String?
    var freezer: String?
    /// Mounts that are not the container's alone: by mount point at a dump, by name at a restore.
    var externalMounts: [(key: String, value: String)] = []
    /// Other things that are not: `net[INODE]:NAME`.
    var external: [String] = []
    /// Descriptors of criu's own, by the name of what they stand for.
    var inherited: [(name: String, number: Int32)] = []
    var joined: [(kind: String, path: String)] = []
    var groupRoots: [(controller: String, path: String)] = []
    var securityProfile: String?
    var isRestore: Bool { process == nil }

    func write(to message: inout ProtocolBufferWriter) {
        message.add(1, imageDirectory)
        if let process { message.add(2, process) }
        if asked.leavesRunning { message.add(3, true) }
        message.add(4, asked.allowsExternalSockets)
        message.add(5, asked.keepsConnections)
        if isRestore { message.add(6, true) }  // devices are found by number where their path is another
        message.add(7, asked.isShellJob)
        message.add(8, asked.keepsFileLocks)
        message.add(9, Int32(4))
        message.add(10, logFile)
        if let server = asked.pageServer {
            message.add(11) {
                $0.add(1, server.address)
                $0.add(2, Int32(server.port))
            }
        }
        message.add(12, true)
        message.add(13, root)
        if let parent = asked.parent {
            message.add(14, parent)
        }
        if asked.parent != nil || asked.preDumps { message.add(15, true) }
        message.add(16, asked.deduplicates)
        if let workDirectory { message.add(17, workDirectory) }
        if asked.remapsLinks { message.add(18, true) }
        for (key, value) in externalMounts { Self.pair(23, key, value, &message) }
        message.add(24, true)
        for (controller, path) in groupRoots { Self.pair(25, controller, path, &message) }
        if isRestore { message.add(26, true) }  // the first process becomes our child
        for (name, number) in inherited {
            message.add(27) {
                $0.add(1, name)
                $0.add(2, number)
            }
        }
        message.add(34, asked.groupMode.rawValue)
        for text in external { message.add(37, text) }
        message.add(38, Int64(asked.emptyNamespaces))
        for (kind, path) in joined { Self.pair(39, kind, path, &message) }
        if let freezer { message.add(44, freezer) }
        if asked.skipsConnectionsInFlight { message.add(46, true) }
        message.add(48, asked.loadsLazily)
        message.add(50, true)
        if let configurationFile { message.add(51, configurationFile) }
        if asked.closesConnections { message.add(52, true) }
        if let securityProfile { message.add(53, securityProfile) }
        if let context = asked.mountContext { message.add(63, context) }
        if let lock = asked.networkLock { message.add(64, lock.rawValue) }
    }

    private static func pair(_ field: UInt64, _ first: String, _ second: String, _ message: inout ProtocolBufferWriter) {
        message.add(field) {
            $0.add(1, first)
            $0.add(2, second)
        }
    }
}
