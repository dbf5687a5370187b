internal import ImageStorage
internal import ContainerNetworking
internal import ContainerState
internal import JSONText
internal import Linux
internal import OCISpecification

/// A container in the making: puts together what was asked and what the image says, and writes its directory.
struct Draft {
    let engine: Engine
    let request: ContainerRequest
    let image: ResolvedImage?
    let container: ContainerDirectory
    let name: String

    var imageConfiguration: ContainerDefaults { image?.configuration ?? ContainerDefaults() }

    func write() throws(EngineError) {
        try checkCombinations()
        let files = LayeredFiles(directories: request.rootFileSystem.map { [$0] } ?? image?.lowers ?? [])
        let command = try commandLine()
        var userText = request.user ?? imageConfiguration.User ?? ""
        let keepsID = request.userMode.prefix { $0 != ":" } == "keep-id"
        if userText.isEmpty, keepsID {
            let own = try UserMappings.ownIDs(request.userMode, host: engine.host)
            userText = "\(own.user):\(own.group)"
        }
        var user = try UserResolution.resolve(userText, files: files)
        var groups = user.additionalGroups
        // The group of the process is one of its further groups too: a file that denies it something cannot be reached by
        // giving the group up (CVE-2022-2989).
        if !userText.isEmpty, !groups.contains(user.group) { groups.append(user.group) }
        for group in request.groups {
            if group == "keep-groups" { throw EngineError(.unsupported, "--group-add keep-groups is not there yet") }
            let number = try UserResolution.group(group, files: files)
            if !groups.contains(number) { groups.append(number) }
        }
        let namespaces = try NamespacePlanning(
            engine: engine, request: request, container: container, files: files, user: user
        ).resolve()
        try checkMapped(user, namespaces.userMappings)
        let owners = namespaces.userMappings.map { IdentityMap($0, host: engine.host) } ?? .unchanged
        let network = try NetworkPlanning(engine: engine, request: request, container: container).resolve(namespaces)
        let hostname: String
        if let name = request.hostname { hostname = name } else { hostname = try defaultHostname(namespaces) }
        var networkPlan = network.plan
        networkPlan.hostNames = [hostname, name]
        var mounts = try VolumePlanning(
            engine: engine, request: request, image: imageConfiguration, files: files, user: user, owners: owners,
            container: container
        ).resolve()
        try network.writeFiles(hostname: hostname, container: container)
        if request.writesAccounts, !userText.isEmpty {
            var named = request
            if keepsID {
                let caller = CallerEntry(engine.host)
                named.passwordEntry = request.passwordEntry ?? caller.passwd
                named.groupEntry = request.groupEntry ?? caller.group
            }
            let accounts = AccountFiles(
                request: named, user: user, home: workingDirectory(), files: files, container: container)
            if user.name.isEmpty { user.home = workingDirectory() }
            mounts.mounts += try accounts.write()
        }
        if namespaces.userMappings != nil { try giveFiles(to: owners.outside(user: 0, group: 0)) }
        try TimeZone.apply(request.timeZone, files: files, mounts: &mounts.mounts)
        let initProgram = request.initProcess ? try InitProgram.path(engine) : nil
        if let initProgram {
            mounts.mounts.append(
                Mount(
                    destination: "/run/apus-init", type: "bind", source: initProgram,
                    options: ["bind", "ro", "rprivate"]))
        }
        let input = ConfigurationInput(
            id: container.id, directory: container,
            networkOwner: networkPlan.container.map { engine.locations.container($0) }, request: request,
            image: imageConfiguration, user: user, groups: groups,
            environment: try environment(user, hostname: hostname),
            arguments: (initProgram != nil ? ["/run/apus-init", "--"] : []) + command.entrypoint + command.arguments,
            workingDirectory: workingDirectory(), hostname: hostname, rootPath: request.rootFileSystem ?? "rootfs",
            mounts: mounts.mounts, namespaces: namespaces, cgroupPath: cgroupPath(), host: engine.host,
            initProgram: initProgram)
        let configuration = try ConfigurationBuilder(input: input).build()
        var plan = try launchPlan(
            network: networkPlan, anonymous: mounts.records.filter { $0.isAnonymous }.map { $0.name })
        if !namespaces.owners.isEmpty { plan.namespaceOwners = namespaces.owners }
        let rootOwner = try mapOwners(namespaces.userMappings, &plan.root)
        let record = ContainerRecord(
            id: container.id, name: name, created: .now, imageName: image?.name ?? request.rootFileSystem ?? "",
            imageID: image?.id ?? "", request: request,
            labels: (imageConfiguration.Labels ?? [:]).merging(request.labels) { $1 },
            entrypoint: command.entrypoint, command: command.arguments, environment: input.environment,
            workingDirectory: input.workingDirectory, user: request.user ?? imageConfiguration.User ?? "",
            hostname: hostname, stopSignal: request.stopSignal ?? imageConfiguration.StopSignal ?? "SIGTERM",
            exposedPorts: (request.exposedPorts + (imageConfiguration.ExposedPorts?.keys.sorted() ?? [])),
            mounts: mounts.records, logPath: plan.log.path)
        try writeFiles(configuration, plan, record, rootOwner, owners)
    }

    /// A process can only run as somebody whom its user namespace knows.
    private func checkMapped(_ user: UserResolution, _ mappings: UserMappings?) throws(EngineError) {
        func check(_ id: UInt32, _ kind: String, _ map: [LinuxIDMapping]) throws(EngineError) {
            if map.isEmpty || map.inside.runs.contains(where: { $0.contains(UInt64(id)) }) { return }
            let have = map.inside.runs.map { "\($0.lowerBound) to \($0.upperBound - 1)" }.joined(separator: ", ")
            throw EngineError(
                .invalid,
                "the container is to run as \(kind) \(id), which its user namespace does not map: it has \(have). Run it with "
                    + "--user as one of these, or map more ids (--userns, --uidmap, /etc/subuid)")
        }
        try check(user.user, "user", mappings?.users ?? engine.host.userMap)
        try check(user.group, "group", mappings?.groups ?? engine.host.groupMap)
    }

    /// Says how the files of a root file system get the owners that a user namespace of the container's own sees. Answers
    /// the owner of the root directory on the disk.
    private func mapOwners(
        _ mappings: UserMappings?, _ root: inout RootPlan
    ) throws(EngineError) -> (user: UInt32, group: UInt32) {
        guard let mappings, request.rootFileSystem == nil else { return (0, 0) }
        // A copy has them from the start.
        guard root.directory == nil else { return IdentityMap(mappings, host: engine.host).outside(user: 0, group: 0) }
        guard engine.host.rootless || root.mountProgram != nil else {
            root.mapsOwners = true
            return (0, 0)
        }
        root.lowers =
            try MergedLayers(lowers: root.lowers, mappings: mappings, host: engine.host, store: engine.locations.images).directory().map {
                [$0]
            } ?? []
        return IdentityMap(mappings, host: engine.host).outside(user: 0, group: 0)
    }

    /// What the engine writes for the container belongs to its root, as everything in `/etc` does.
    private func giveFiles(to owner: (user: UInt32, group: UInt32)) throws(EngineError) {
        let files = [
            container.hosts, container.resolvConf, container.hostname, container.passwd, container.group,
        ]
        for path in files {
            try system("giving \(path) to the container's root") { () throws(SystemCallError) in
                if try exists(path) { try setOwner(path, user: owner.user, group: owner.group) }
            }
        }
    }

    private func writeFiles(
        _ configuration: RuntimeConfiguration, _ plan: LaunchPlan, _ record: ContainerRecord,
        _ rootOwner: (user: UInt32, group: UInt32), _ owners: IdentityMap
    ) throws(EngineError) {
        try system("writing the container's directory \(container.path)") { () throws(SystemCallError) in
            let text: [UInt8]
            do throws(JSONError) { text = try JSON.encode(configuration) } catch {
                throw SystemCallError(call: "encode \(error)", subject: container.configuration, errno: .invalid)
            }
            // The directory is not seen by others before the summary is there: no file needs a temporary name.
            try open(container.configuration, [.writeOnly, .create, .truncate], mode: 0o600).write(text)
            if copiesImage {
                try CopiedTree(container: container, lowers: plan.root.lowers, owners: owners).make(lasts: !request.removesOnExit)
            } else if request.rootFileSystem == nil {
                for path in [container.upper, container.work] { try makeDirectory(path, mode: 0o755) }
                if rootOwner != (0, 0) {
                    try setOwner(container.upper, user: rootOwner.user, group: rootOwner.group)
                }
                try makeDirectory("\(container.path)/rootfs", mode: 0o755)
            }
        }
        try state { () throws(StateError) in
            try RecordFile.write(plan, to: container.plan, bootID: engine.bootID)
            try RecordFile.write(record, to: container.record, bootID: engine.bootID)
            let words = record.entrypoint + record.command
            let summary = ContainerSummary(
                id: record.id, name: record.name, image: record.imageName, imageID: record.imageID,
                command: String(words.joined(separator: " ").prefix(200)), created: record.created,
                autoRemove: request.removesOnExit)
            try RecordFile.write(summary, to: container.summary, bootID: engine.bootID)
        }
    }

    private func launchPlan(network: NetworkPlan, anonymous: [String]) throws(EngineError) -> LaunchPlan {
        let log = try LogOptions.plan(request, container: container)
        let signal: Int32
        do throws(SignalError) {
            signal = try Signal(parsing: request.stopSignal ?? imageConfiguration.StopSignal ?? "SIGTERM").number
        } catch { throw EngineError(.invalid, "\(error)") }
        var plan = LaunchPlan(
            id: container.id, name: name,
            root: RootPlan(
                lowers: try lowers(), upper: container.upper,
                work: container.work,
                volatile: request.removesOnExit, directory: copiesImage ? container.copy : request.rootFileSystem),
            network: network, log: log, restart: try RestartOption.parse(request.restart),
            keepsStandardInput: request.interactive, endsStandardInputWithFirstClient: request.interactive,
            removesOnExit: request.removesOnExit, anonymousVolumes: anonymous, cgroupPath: cgroupPath(),
            toleratesMissingCgroup: engine.host.rootless, runtime: request.runtime,
            stopTimeout: request.stopTimeout ?? 10, stopSignal: signal, runTimeout: request.timeout,
            preservedDescriptors: request.preservedDescriptors,
            pidFile: request.pidFile)
        if plan.root.directory == nil { plan.root.mountProgram = engine.storage.overridingProgram ?? engine.storage.mountProgram }
        // What was asked for is not to be passed over where there are no groups.
        if engine.host.rootless, request.resources.asksForLimits, !engine.ignoresLimits { plan.requiresCgroup = true }
        return plan
    }

    /// The storage driver gives containers copies.
    private var copiesImage: Bool { request.rootFileSystem == nil && engine.storage.driver == .vfs }

    /// The layers of the image, top first.
    private func lowers() throws(EngineError) -> [String] {
        guard request.rootFileSystem == nil, let image, !image.lowers.isEmpty else { return [] }
        // An image without them is not to show empty files that nothing is bound on.
        guard request.writesHosts, request.writesHostname, request.dnsServers != ["none"] else { return image.lowers }
        return image.lowers + [try MountPointLayer(locations: engine.locations).directory()]
    }

    private func checkCombinations() throws(EngineError) {
        if request.removesOnExit, try RestartOption.parse(request.restart).policy != .no {
            throw EngineError(
                .invalid, "the --rm option conflicts with --restart, when the restartPolicy is not \"no\": choose one")
        }
        for (option, name, limit) in [("--hostname", request.hostname, 64), ("--domainname", request.domainName, 64)] {
            // They are written into files that are read line by line.
            guard let name, !name.isEmpty, !HostsFile.isName(name) || name.utf8.count > limit else { continue }
            throw EngineError(
                .invalid,
                "invalid \(option) \"\(name)\": a host name has letters, digits, '-', '_' and '.', at most \(limit) of them")
        }
        if let runtime = request.runtime, runtime != engine.runtimeProgram, runtime != "apus-runtime" {
            throw EngineError(
                .unsupported,
                "--runtime \(runtime): containers of other OCI runtimes are not there yet. Leave it away for apus-runtime"
            )
        }
    }

    private func cgroupPath() -> String {
        if request.cgroups == "disabled" { return "" }
        let parent = request.cgroupParent ?? engine.containersGroup
        return (parent.hasPrefix("/") ? parent : "/" + parent) + "/" + container.id
    }

    private func defaultHostname(_ namespaces: ConfigurationInput.Namespaces) throws(EngineError) -> String {
        // As docker and podman: what shares the host's network is known there by the host's name.
        if namespaces.uts == .host || namespaces.network == .host {
            return try system("reading the host's name") { () throws(SystemCallError) in
                String(decoding: try readFile("/proc/sys/kernel/hostname").filter { $0 != 10 }, as: UTF8.self)
            }
        }
        return String(container.id.prefix(12))
    }

    private func workingDirectory() -> String {
        let directory = request.workingDirectory ?? imageConfiguration.WorkingDir ?? ""
        return directory.isEmpty ? "/" : MountRequest.clean(directory.hasPrefix("/") ? directory : "/" + directory)
    }

    /// The program and its arguments: the user's words over the image's.
    private func commandLine() throws(EngineError) -> (entrypoint: [String], arguments: [String]) {
        let entrypoint = request.entrypoint ?? imageConfiguration.Entrypoint ?? []
        // An entrypoint of the user's sets the image's arguments aside.
        let arguments =
            request.arguments.isEmpty && request.entrypoint == nil ? imageConfiguration.Cmd ?? [] : request.arguments
        guard !(entrypoint + arguments).isEmpty else {
            throw EngineError(
                .invalid,
                "no command or entrypoint provided, and no CMD or ENTRYPOINT from image: give a command after the image's name"
            )
        }
        return (entrypoint, arguments)
    }

    private func environment(_ user: UserResolution, hostname: String) throws(EngineError) -> [String] {
        var lists: [[String]] = [["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]]
        if request.terminal { lists.append(["TERM=xterm"]) }
        lists.append(["container=apus"])
        lists.append(["HOME=\(user.home)", "HOSTNAME=\(hostname)"])
        if request.forwardsHostEnvironment { lists.append(currentEnvironment()) }
        if request.forwardsProxies {
            let names = [
                "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY",
                "NO_PROXY",
            ]
            lists.append(names.compactMap { name in environmentVariable(name).map { "\(name)=\($0)" } })
        }
        if !request.unsetAllEnvironment { lists.append(imageConfiguration.Env ?? []) }
        var merged = EnvironmentList.merge(lists)
        let dropped = Set(request.unsetEnvironment)
        merged.removeAll { dropped.contains(String($0.prefix { $0 != "=" })) }
        return EnvironmentList.merge([merged, request.environment])
    }
}
