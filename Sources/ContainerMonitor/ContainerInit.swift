internal import Linux

/// The init of `--init`, process 1 of a container: starts the real program, passes signals on to it, takes away what it and
/// others leave, and ends as it ends.
public enum ContainerInit {
    /// The name under which the runtime's program is found in the container.
    public static let name = "apus-init"

    public static func run(_ arguments: [String]) -> Int32 {
        let command = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
        guard let program = command.first else { return 125 }
        do throws(SystemCallError) {
            let signals = try SignalDescriptor(.all)
            switch try cloneProcess() {
            case .child:
                _ = try? CurrentProcess.startSession()  // it leads one already when there is a terminal
                try signals.previousMask.makeMask()
                return execute(program, command)
            case .parent(let child, _): return try serve(child, signals)
            }
        } catch {
            Monitor.complain("\(name): \(error)")
            return 125
        }
    }

    private static func serve(_ child: Int32, _ signals: borrowing SignalDescriptor) throws(SystemCallError) -> Int32 {
        while true {
            _ = try waitUntilReady(signals.descriptor.number, .readable)
            guard let signal = try signals.read() else { continue }
            if signal.number != SignalNumber.child {
                _ = try? sendSignal(signal.number, toChild: child)  // it may just have ended
                continue
            }
            while true {
                let ended: (process: CInt, end: ProcessEnd)?
                do throws(SystemCallError) { ended = try waitForChild(.any, block: false) } catch {
                    if error.errno == .noChild { break }
                    throw error
                }
                guard let ended else { break }
                if ended.process == child { return ended.end.code }
            }
        }
    }

    private static func execute(_ program: String, _ command: [String]) -> Int32 {
        let block: ExecutionBlock
        do throws(SystemCallError) {
            block = try ExecutionBlock(arguments: command, environment: currentEnvironment())
        } catch {
            Monitor.complain("\(name): \(error)")
            return 126
        }
        var failure = Errno.noEntry
        if program.utf8.contains(47) {
            failure = block.execute(program)
        } else {
            for directory in (environmentVariable("PATH") ?? "/usr/bin:/bin").split(separator: ":") {
                let result = block.execute("\(directory)/\(program)")
                if result != .noEntry && result != .notDirectory { failure = result }
            }
        }
        Monitor.complain("\(name): \(program): \(failure.words)")
        return failure == .noEntry ? 127 : 126
    }
}
