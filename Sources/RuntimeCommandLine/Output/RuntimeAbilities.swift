internal import ContainerRuntime
internal import Linux
internal import OCISpecification

/// What this runtime can do, in the form of the specification ("Features Structure").
enum RuntimeAbilities {
    static var features: RuntimeFeatures {
        RuntimeFeatures(
            ociVersionMin: "1.0.0", ociVersionMax: "1.2.1",
            hooks: ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"],
            mountOptions: mountOptions.sorted(),
            linux: LinuxFeatures(
                namespaces: ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"],
                capabilities: Capability.allCases.map { $0.name },
                cgroup: CgroupFeatures(v1: true, v2: true, systemd: true, systemdUser: true, rdma: true),
                seccomp: seccomp, apparmor: FeatureSwitch(enabled: true), selinux: FeatureSwitch(enabled: true),
                intelRdt: IntelRdtFeatures(enabled: true, schemata: true, monitoring: true),
                memoryPolicy: MemoryPolicyFeatures(modes: MemoryPolicyPlan.modeNames, flags: MemoryPolicyPlan.flagNames),
                mountExtensions: MountExtensionFeatures(idmap: FeatureSwitch(enabled: true)),
                netDevices: FeatureSwitch(enabled: true)),
            annotations: ["org.apus.runtime.version": RuntimeMain.version],
            potentiallyUnsafeConfigAnnotations: [
                "org.criu.config", "run.oci.hooks.stdout", "run.oci.hooks.stderr", "run.oci.keep_original_groups",
                "run.oci.mount_context_type", "run.oci.pidfd_receiver", "run.oci.seccomp.receiver",
            ])
    }

    private static let mountOptions = [
        "async", "atime", "bind", "copy-symlink", "defaults", "dest-nofollow", "dev", "diratime", "dirsync", "exec", "idmap",
        "iversion", "lazytime", "loud", "mand", "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand",
        "norelatime", "nostrictatime", "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime",
        "remount", "rexec", "ridmap", "rnoatime", "rnodev", "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime",
        "rnosuid", "rnosymfollow", "ro", "rprivate", "rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime", "rsuid",
        "rsymfollow", "runbindable", "rw", "shared", "silent", "slave", "src-nofollow", "strictatime", "suid", "symfollow",
        "sync", "tmpcopyup", "unbindable",
    ]

    private static var seccomp: SeccompFeatures {
        // Numbers of SECCOMP_FILTER_FLAG_… in linux/seccomp.h.
        let flags: [(name: String, bit: UInt32)] = [
            ("SECCOMP_FILTER_FLAG_TSYNC", 1), ("SECCOMP_FILTER_FLAG_LOG", 2), ("SECCOMP_FILTER_FLAG_SPEC_ALLOW", 4),
            ("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 32),
        ]
        // The last is known only together with a listener's.
        let supported = flags.filter { knowsFilterFlag($0.bit == 32 ? 32 | 8 : $0.bit) }
        return SeccompFeatures(
            enabled: true,
            actions: [
                "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
                "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
            ],
            operators: [
                "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE",
            ],
            archs: SeccompAbilities.architectureNames, knownFlags: flags.map { $0.name },
            supportedFlags: supported.map { $0.name })
    }
}
