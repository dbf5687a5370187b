internal import ContainerNetworking
internal import ContainerRuntime
internal import ContainerState
internal import Linux

/// `apus-runtime monitor`: watches over one container from its start to its end.
///
///     apus ──spawns──> keeper ──clone──> container
///                        └────fork────> worker
///
/// The keeper launches, then only waits for its children; the worker does everything else. See `Supervision`.
public enum Monitor {
    /// The number under which the command hands over its end of the first client's socket.
    public static let clientDescriptor: CInt = 3

    /// Runs the verb: `monitor --root ROOT --runroot RUNROOT [--adopt] [--wait [--own-network]] [--group UNIT] [--terminal-size ROWSxCOLUMNS] ID`. Answers the exit code.
    ///
    /// With `--wait` the id is one of zeros, and the true one comes by the socket: `apus run` starts the monitor while it makes the
    /// container. The argument is replaced then, so that process lists tell whose monitor it is. With `--own-network` a network
    /// namespace is made meanwhile, the costliest of a container's namespaces.
    public static func run(_ arguments: [String]) -> Int32 {
        var root = ""
        var runRoot = ""
        var id = ""
        var adopts = false
        var waits = false
        var ownsNetwork = false
        var size: WindowSize?
        var unit = ""
        var at = 0
        while at < arguments.count {
            switch arguments[at] {
            case "--root" where at + 1 < arguments.count:
                root = arguments[at + 1]
                at += 1
            case "--runroot" where at + 1 < arguments.count:
                runRoot = arguments[at + 1]
                at += 1
            case "--group" where at + 1 < arguments.count:
                unit = arguments[at + 1]
                at += 1
            case "--adopt": adopts = true
            case "--wait": waits = true
            case "--own-network": ownsNetwork = true
            case "--terminal-size" where at + 1 < arguments.count:
                size = WindowSize(parsing: arguments[at + 1])
                at += 1
            case let word where word.hasPrefix("-"):
                return refuse("\(word): unknown option, or its value is missing; apus and apus-runtime have to be of one version")
            default: id = arguments[at]
            }
            at += 1
        }
        CurrentProcess.setName("apus-keeper")
        var network: NetworkNamespace?
        var hello: UInt64 = 0
        var place = MonitorPlace()
        if waits {
            Keeper.detach()
            Launch.warmUp()
            place = MonitorPlace.enter(unit)
            if ownsNetwork {
                do throws(NetworkingError) { network = try NetworkNamespace.make() } catch {
                    return refuse(error.description)
                }
            }
            guard let told = awaitContainer() else { return 0 }
            (id, hello) = told
            CurrentProcess.replaceLastArgument(by: id)
        } else {
            place = MonitorPlace.enter(unit)
        }
        guard !root.isEmpty, !runRoot.isEmpty, ContainerLookup.isID(id) else {
            complain(
                "apus-runtime monitor: usage: monitor --root ROOT --runroot RUNROOT [--adopt] [--wait [--own-network]] "
                    + "[--group UNIT] [--terminal-size ROWSxCOLUMNS] ID (it is started by apus)")
            return 125
        }
        let container = StateLocations(root: root, runRoot: runRoot).container(id)
        return Keeper(container, terminalSize: size, hello: hello, preparedNetwork: network.take(), place: place).run(adopts: adopts)
    }

    /// The container that the command has made and what the command wants of it; nil when it ended without one.
    private static func awaitContainer() -> (id: String, hello: UInt64)? {
        let client = Descriptor(owning: clientDescriptor)
        // A command that is gone is the end; there is nobody to be told of anything.
        let packet = try? client.receive(upTo: AttachMessage.packetLimit).bytes
        // The keeper takes it over.
        _ = client.release()
        guard let packet, case .begin(let id, let output, let input)? = AttachMessage(packet: packet) else { return nil }
        return (id, SharedLayout.hello(output: output, input: input))
    }

    /// Tells the command, and whoever calls the verb by hand.
    private static func refuse(_ cause: String) -> Int32 {
        let text = "apus-runtime monitor: \(cause)"
        complain(text)
        return Int32(MonitorFailure(code: 125, text, client: Descriptor(owning: clientDescriptor)).code)
    }

    static func complain(_ text: String) {
        let error = Descriptor(owning: 2)
        _ = try? error.write(text + "\n")  // there is nowhere else to say it
        _ = error.release()
    }
}
