/// `apus-runtime monitor`: the supervisor of one container, started by `apus`. It reads its own arguments.
enum MonitorVerb {
    static func run(_ arguments: [String]) -> Int32 {
        StandardOutput.write("apus-runtime: monitor: not linked into this program\n", to: 2)
        return 1
    }
}
