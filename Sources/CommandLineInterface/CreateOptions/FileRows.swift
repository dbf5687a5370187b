internal import CommandLineGrammar
internal import ContainerEngine

extension OptionRow where Options == CreateOptions {
    /// What is mounted where, and what devices there are.
    static func fileRows() -> [OptionRow] {
        [
            .value(
                "volume", short: "v", "[source:]target[:options]", "Mount a directory of the host or a named volume",
                completes: .directories
            ) { (options, text) throws(UsageError) in
                let directory = options.directory
                options.request.mounts.append(
                    try engineValue { () throws(EngineError) in try MountRequest.volume(text, directory: directory) })
            },
            .value("mount", "type=…,…", "Mount something, said in full: type=bind|volume|tmpfs,source=…,target=…") {
                (options, text) throws(UsageError) in
                let directory = options.directory
                options.request.mounts.append(
                    try engineValue { () throws(EngineError) in try MountRequest.mount(text, directory: directory) })
            },
            .value("tmpfs", "path[:options]", "Mount a file system in memory") { (options, text) throws(UsageError) in
                options.request.mounts.append(
                    try engineValue { () throws(EngineError) in try MountRequest.tmpfs(text) })
            },
            .string(
                "volumes-from", "container[:options]", "Mount the volumes of another container", completes: .containers
            ) {
                $0.request.volumesFrom.append($1)
            },
            .value(
                "image-volume", "mode", "What volumes declared by the image become: anonymous, tmpfs or ignore",
                default: "anonymous", completes: .values(["anonymous", "bind", "tmpfs", "ignore"])
            ) { (options, text) throws(UsageError) in
                guard let mode = ImageVolumeMode(rawValue: text) else {
                    throw .invalidValue("it is one of anonymous, bind, tmpfs, ignore")
                }
                options.request.imageVolumes = mode
            },
            .flag("read-only", "Mount the root file system read-only") { $0.request.readOnly = $1 },
            .flag(
                "read-only-tmpfs", "With --read-only: /tmp, /run and /var/tmp stay writable in memory", default: "true"
            ) {
                $0.request.readOnlyTmpfs = $1
            },
            .bytes("shm-size", "size", "The size of /dev/shm", default: "64m") { $0.request.sharedMemorySize = $1 },
            .value("device", "host[:container[:rwm]]", "Give the container a device of the host", completes: .files) {
                (options, text) throws(UsageError) in
                options.request.devices.append(
                    try engineValue { () throws(EngineError) in try DeviceRequest(parsing: text) })
            },
            .string("device-cgroup-rule", "rule", "Allow devices by number: \"type major:minor rwm\"") {
                $0.request.deviceRules.append($1)
            },
            .flag("rootfs", "The first operand is a directory to use as the root file system, not an image") {
                $0.request.rootFileSystem = $1 ? "" : nil
            },
        ]
    }
}
