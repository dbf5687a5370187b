internal import CommandLineGrammar
internal import ContainerEngine

extension OptionRow where Options == CreateOptions {
    /// What the container shares with the host, and what it may do.
    static func isolationRows() -> [OptionRow] {
        [
            .flag("privileged", "Lift nearly all restrictions: all capabilities and devices, nothing masked") {
                $0.request.privileged = $1
            },
            .strings("cap-add", "capability", "Add a Linux capability; ALL for every one") {
                $0.request.capabilitiesAdded += $1
            },
            .strings("cap-drop", "capability", "Drop a Linux capability; ALL for every one") {
                $0.request.capabilitiesDropped += $1
            },
            .string(
                "security-opt", "option",
                "seccomp=FILE|unconfined, no-new-privileges, mask=…, unmask=…, label=…, apparmor=…"
            ) {
                $0.request.securityOptions.append($1)
            },
            .value("sysctl", "name=value", "Set a kernel parameter of the container's namespaces") {
                (options, text) throws(UsageError) in
                let pair = try keyValue(text)
                guard text.contains("=") else { throw .invalidValue("give NAME=VALUE") }
                options.request.sysctls[pair.key] = pair.value
            },
            .string("pid", "mode", "Processes it sees: private, host, container:NAME, ns:PATH") {
                $0.request.pidMode = $1
            },
            .string("ipc", "mode", "Shared memory: private, shareable, host, none, container:NAME, ns:PATH") {
                $0.request.ipcMode = $1
            },
            .string("uts", "mode", "Host name: private, host, container:NAME, ns:PATH") { $0.request.utsMode = $1 },
            .string("userns", "mode", "User ids: host, auto, keep-id, nomap, private, container:NAME, ns:PATH") {
                $0.request.userMode = $1
            },
            .string("cgroupns", "mode", "The view of control groups: private, host, container:NAME, ns:PATH") {
                $0.request.cgroupMode = $1
            },
            .strings("uidmap", "container:host:count", "Map user ids of the container") {
                $0.request.uidMappings += $1
            },
            .strings("gidmap", "container:host:count", "Map group ids of the container") {
                $0.request.gidMappings += $1
            },
            .string("subuidname", "name", "Take user ids from this entry of /etc/subuid") {
                $0.request.subuidName = $1
            },
            .string("subgidname", "name", "Take group ids from this entry of /etc/subgid") {
                $0.request.subgidName = $1
            },
            .string("cgroup-parent", "path", "The control group below which the container's is made") {
                $0.request.cgroupParent = $1
            },
            .value(
                "cgroups", "how", "enabled, disabled or no-conmon", default: "enabled",
                completes: .values(["enabled", "disabled", "no-conmon"])
            ) { (options, text) throws(UsageError) in
                guard ["enabled", "disabled", "no-conmon"].contains(text) else {
                    throw .invalidValue(
                        text == "split" ? "split is not there yet" : "it is one of enabled, disabled, no-conmon")
                }
                options.request.cgroups = text
            },
            .string("runtime", "program", "Another OCI runtime to run the container with", completes: .files) {
                $0.request.runtime = $1
            },
        ]
    }
}
