internal import ContainerState
internal import Linux

/// `apus-runtime monitor`: watches over one container from its start to its end.
///
///     apus ──spawns──> keeper ──clone──> container
///                        └────fork────> worker
///
/// The keeper launches, then only waits for its children; the worker does everything else. See `Supervision`.
package enum Monitor {
    /// The number under which the command hands over its end of the first client's socket.
    package static let clientDescriptor: CInt = 3

    /// Runs the verb: `monitor --root ROOT --runroot RUNROOT [--adopt] [--terminal-size ROWSxCOLUMNS] ID`. Answers the exit code.
    package static func run(_ arguments: [String]) -> Int32 {
        var root = ""
        var runRoot = ""
        var id = ""
        var adopts = false
        var size: WindowSize?
        var at = 0
        while at < arguments.count {
            switch arguments[at] {
            case "--root" where at + 1 < arguments.count:
                root = arguments[at + 1]
                at += 1
            case "--runroot" where at + 1 < arguments.count:
                runRoot = arguments[at + 1]
                at += 1
            case "--adopt": adopts = true
            case "--terminal-size" where at + 1 < arguments.count:
                size = WindowSize(parsing: arguments[at + 1])
                at += 1
            default: id = arguments[at]
            }
            at += 1
        }
        guard !root.isEmpty, !runRoot.isEmpty, ContainerLookup.isID(id) else {
            complain("apus-runtime monitor: usage: monitor --root ROOT --runroot RUNROOT [--adopt] ID (it is started by apus)")
            return 125
        }
        let container = StateLocations(root: root, runRoot: runRoot).container(id)
        CurrentProcess.setName("apus-keeper")
        return Keeper(container, terminalSize: size).run(adopts: adopts)
    }

    static func complain(_ text: String) {
        let error = Descriptor(owning: 2)
        _ = try? error.write(text + "\n")  // there is nowhere else to say it
        _ = error.release()
    }
}
