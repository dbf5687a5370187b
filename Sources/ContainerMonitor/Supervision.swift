internal import ContainerNetworking
internal import ContainerState
internal import Linux

/// What the keeper and its worker both hold: made by the keeper, inherited by every worker it forks.
///
/// A class, because the worker continues with the same objects in its own copy of the memory.
final class Supervision {
    let container: ContainerDirectory
    let plan: LaunchPlan
    let bootID: String
    /// Open for as long as either process lives; see ``MonitorLock``.
    let lock: Descriptor
    /// The socket that further clients connect to.
    let listener: Descriptor
    /// The client that the command handed over; nil when there was none.
    var firstClient: Descriptor?
    let shared: SharedMemory
    /// The keeper tells its worker here that the container has ended.
    let ended: EventDescriptor

    /// A network namespace for the first launch, made before there was a container.
    var preparedNetwork: NetworkNamespace?

    // One launch
    var input: Descriptor?
    var output: Descriptor?
    var error: Descriptor?
    var terminal: Descriptor?
    /// The first process of the container; 0 before the launch.
    var process: Int32 = 0
    /// When it began, to tell it from a later one of the same number.
    var processStart: UInt64 = 0
    var processDescriptor: Descriptor?
    /// The container's mount namespace: its mounts outlive the end, so that their slow unmounting, which otherwise the
    /// last process does before anybody hears of its end, happens after the answer.
    var mountHold: Descriptor?
    /// The root of the container where a program mounts it, until the container has it: the program ends with the mount.
    var rootMount: Descriptor?
    var network: NetworkState?
    var startedAt = Timestamp(nanoseconds: 0)
    var restartCount = 0
    /// The container is not our child: its end is told by its descriptor alone.
    var isAdopted = false
    /// Whether the kernel's out-of-memory killer may have to do with the end.
    var hasMemoryLimit = false
    /// Why the monitor is not where processes can be made in the groups of an ordinary user's containers.
    var displacement: String?
    /// What the user should know of the launch.
    var notices: [String] = []
    /// The size of the user's terminal, for the first launch; later ones are told by the clients.
    var terminalSize: WindowSize?

    init(
        container: ContainerDirectory, plan: LaunchPlan, bootID: String, lock: consuming Descriptor,
        listener: consuming Descriptor, firstClient: consuming Descriptor?
    ) throws(SystemCallError) {
        self.container = container
        self.plan = plan
        self.bootID = bootID
        self.lock = lock
        self.listener = listener
        self.firstClient = firstClient
        shared = try SharedMemory(length: SharedLayout.length)
        ended = try EventDescriptor()
    }

    /// Forgets everything of the launch that is over.
    func closeLaunch() {
        input = nil
        output = nil
        error = nil
        terminal = nil
        processDescriptor = nil
        mountHold = nil
        rootMount = nil
        network = nil
        process = 0
        shared[cell: SharedLayout.ended] = 0
        shared[cell: SharedLayout.inputEnded] = 0
    }

    /// The end of the container as the keeper saw it, once it is known.
    var end: Int32? {
        shared[cell: SharedLayout.ended] == 1 ? Int32(truncatingIfNeeded: shared[cell: SharedLayout.code]) : nil
    }

    var hasTerminal: Bool { terminal != nil }

    /// The container is gone and nobody can tell how it ended.
    func recordUnknownEnd() { shared[cell: SharedLayout.ended] = 2 }

    func recordEnd(code: Int32) {
        shared[cell: SharedLayout.code] = UInt64(UInt32(bitPattern: code))
        shared[cell: SharedLayout.ended] = 1
        // The worker that reads it sees the cell all the same at its next look.
        _ = try? ended.signal()
    }
}

/// Where what lies in the memory that keeper and worker share: what a worker has read and not yet logged outlives it.
enum SharedLayout {
    static let ended = 0
    static let code = 8
    static let inputEnded = 16
    /// What the first client has said that it wants; see ``Worker/remember(_:)``.
    static let hello = 24
    /// The value of that cell.
    static func hello(output: Bool, input: Bool) -> UInt64 { 1 | (output ? 2 : 0) | (input ? 4 : 0) }
    static let page = 4096
    static let chunk = AttachMessage.chunk

    // For each stream: a page of cells, then the bytes that were read.
    static func phase(_ stream: Int) -> Int { page + stream * (page + chunk) }
    static func logLength(_ stream: Int) -> Int { phase(stream) + 8 }
    static func count(_ stream: Int) -> Int { phase(stream) + 16 }
    static func buffer(_ stream: Int) -> Range<Int> { (phase(stream) + page)..<(phase(stream) + page + chunk) }
    static let length = page + 2 * (page + chunk)
}
