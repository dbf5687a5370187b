internal import ContainerState
internal import Linux

/// Takes away what a start that failed has left: the process and its control groups went with the launch.
enum LaunchUndo {
    static func run(_ shared: Supervision) {
        NetworkSetup.disconnect(shared)
        shared.closeLaunch()
        // A restart's failure keeps the directory until it is recorded; removing what is gone is no failure.
        _ = try? shared.container.removeRunDirectory(holding: shared.lock)
    }
}
