internal import ContainerMonitor

/// `apus-runtime monitor`: the supervisor of one container, started by `apus`. It reads its own arguments.
enum MonitorVerb {
    static func run(_ arguments: [String]) -> Int32 { Monitor.run(arguments) }
}
