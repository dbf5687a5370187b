import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// Images in and out: registries, archives, names.
    @Suite struct Images {
        @Test(.enabled(if: LocalRegistry.isInstalled)) func `images are pulled from a registry`() throws {
            let registry = try LocalRegistry()
            try registry.push("docker-archive:\(Fixtures.busybox)", as: "library/busybox:1")
            try registry.push("docker-archive:\(Fixtures.app)", as: "team/app:1.0", ["--format", "oci"])
            try registry.push("docker-archive:\(Fixtures.app)", as: "team/app:zstd", ["--format", "oci", "--dest-compress-format", "zstd"])
            try registry.push("docker-archive:\(Fixtures.app)", as: "team/app:v2", ["--format", "v2s2"])
            let at = registry.address
            try withSandbox(images: []) { box in
                let pulled = try box.check("apus pull --tls-verify=false \(at)/library/busybox:1")
                #expect(pulled.lines.last?.utf8.count == 64, "the last line is the id\n\(pulled.report)")
                try box.check("apus run --rm \(at)/library/busybox:1 echo pulled", is: "pulled")
                try box.check("apus pull -q --tls-verify=false \(at)/library/busybox:1 2>&1 | wc -l", is: "1")
                for tag in ["1.0", "zstd", "v2"] {
                    try box.check("apus pull -q --tls-verify=false \(at)/team/app:\(tag)")
                    try box.check("apus run --rm \(at)/team/app:\(tag) \(tag)", is: "entry \(tag)")
                }
                // run pulls what is missing
                try box.check("apus rmi \(at)/team/app:v2")
                try box.check("apus run --rm --tls-verify=false -q \(at)/team/app:v2 again", is: "entry again")
                // by digest
                let digest = try box.check("apus inspect --type image --format '{{.Digest}}' \(at)/team/app:1.0").text
                try box.check("apus rmi -a -f")
                try box.check("apus pull -q --tls-verify=false \(at)/team/app@\(digest)")
                try box.check("apus run --rm \(at)/team/app@\(digest) digest", is: "entry digest")
                try box.check("apus pull --tls-verify=false \(at)/team/nosuch:1", code: 125, says: ["nosuch"])
                try box.check("apus pull --tls-verify=false \(at)/team/app:nosuchtag", code: 125, says: ["nosuchtag"])
                try box.check("apus pull \(at)/team/app:1.0 --tls-verify=true", code: 125, seconds: 60)
                try box.check("apus pull 'UPPER/Case:x'", code: 125)
                try box.check("apus pull --platform linux/s390x --tls-verify=false \(at)/team/app:1.0", code: nil)
            }
        }

        @Test func `archives are loaded from files and standard input`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus load -i \(Fixtures.busybox)", has: ["docker.io/library/busybox:latest"])
                try box.check("apus rmi busybox && apus load < \(Fixtures.busybox)", has: ["busybox:latest"])
                try box.check("gzip -1 < \(Fixtures.app) > app.tgz && apus load -i app.tgz", has: ["localhost/app:1.0"])
                try box.check("apus load -q -i \(Fixtures.busyboxOCI) && apus run --rm busybox:oci echo oci", has: ["oci"])
                try box.check("apus load -i nosuchfile", code: 125, says: ["nosuchfile"])
                try box.check("apus load < /dev/null", code: 125)
                try box.check("apus images -q --no-trunc | sort -u | wc -l", is: "3")
            }
        }

        @Test func `a root file system is imported`() throws {
            try withSandbox { box in
                try box.check("apus create --name c busybox true > /dev/null && apus export c > fs.tar")
                try box.check("apus import fs.tar localhost/imported:1 -q")
                try box.check("apus run --rm localhost/imported:1 echo imported", is: "imported")
                try box.check("apus import -c 'CMD echo [from cmd]' -c 'ENV A=b' -c 'WORKDIR /tmp' - localhost/imported:2 < fs.tar > /dev/null")
                try box.check("apus inspect --type image --format '{{index .Config.Env 0}} {{.Config.WorkingDir}}' localhost/imported:2", has: ["A=b", "/tmp"])
                try box.check("apus import -m 'a message' fs.tar localhost/imported:3 > /dev/null && apus history localhost/imported:3", has: ["a message"])
                try box.check("apus import nosuchfile x", code: 125, says: ["nosuchfile"])
                try box.check("apus import fs.tar 'Bad Name'", code: 125)
                // an image without a command needs one on the command line
                try box.check("apus run --rm localhost/imported:1", code: 125)
            }
        }

        @Test func `images are listed, named, inspected and removed`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("apus images", has: ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "docker.io/library/busybox", "localhost/app", "1.0"])
                try box.check("apus images --format '{{.Repository}}:{{.Tag}}' | sort", is: "docker.io/library/busybox:latest\nlocalhost/app:1.0")
                try box.check("apus images -q | wc -l", is: "2")
                try box.check("apus images app --format '{{.Repository}}'", is: "localhost/app")
                try box.check("apus images --filter reference='*busybox*' --format '{{.Repository}}'", has: ["busybox"], lacks: ["app"])
                try box.check("apus images --filter label=version=1.0 --format '{{.Repository}}'", is: "localhost/app")
                try box.check("apus images --format json | grep -c '\"Id\"'", is: "2")
                try box.check("apus images --filter nosuch=1", code: 125, says: ["nosuch"])
                try box.check("apus tag busybox localhost/other:2 && apus images --format '{{.Repository}}:{{.Tag}}'", has: ["localhost/other:2"])
                try box.check("apus tag nosuch x", code: 125, says: ["nosuch"])
                try box.check("apus tag busybox 'Not Good'", code: 125)
                try box.check("apus image inspect --format '{{.Architecture}} {{.Os}} {{json .Config.Cmd}}' busybox", has: [#"["sh"]"#, "linux"])
                try box.check("apus image inspect --format '{{.User}} {{.Config.WorkingDir}} {{.Config.StopSignal}} {{.Author}}' localhost/app:1.0", has: ["user", "/srv", "SIGUSR1"])
                try box.check("apus image inspect nosuch", code: 125, says: ["nosuch"])
                try box.check("apus history --format '{{.CreatedBy}}' localhost/app:1.0", is: "four\nthree\nENV\ntwo\none")
                try box.check("apus history busybox", has: ["ID", "CREATED BY", "SIZE"])
                try box.check("apus history -q localhost/app:1.0 | wc -l", is: "5")
                try box.check("apus image exists busybox")
                try box.check("apus image exists nosuch", code: 1)
                try box.check("apus rmi localhost/other:2", has: ["Untagged: localhost/other:2"])
                try box.check("apus image exists busybox")
                try box.check("apus create --name c busybox true > /dev/null; apus rmi busybox", code: 2, says: ["c"])
                try box.check("apus rmi -f busybox", has: ["Deleted: "])
                try box.check("apus ps -aq", is: "")
                try box.check("apus rmi nosuch", code: 1, says: ["nosuch"])
                try box.check("apus rmi -f nosuch", code: nil)
                try box.check("apus rmi --ignore nosuch")
                let id = try box.run("apus images -q localhost/app:1.0").text
                try box.check("apus rmi \(id.prefix(6))", has: ["Deleted"])
                try box.check("apus images -q", is: "")
                try box.check("apus rmi -a")
            }
        }

        @Test func `prune takes what has no name or no container`() throws {
            try withSandbox(images: [Fixtures.busybox, Fixtures.app]) { box in
                try box.check("apus create --name c busybox true > /dev/null; apus export c | apus import - localhost/x:1 >/dev/null; apus export c > fs.tar; echo more > more; tar -rf fs.tar more; apus import fs.tar localhost/x:1 > /dev/null")
                try box.check("apus images --filter dangling=true -q | wc -l", is: "1")
                try box.check("apus image prune -f | wc -l", is: "1")
                try box.check("apus images -q | wc -l", is: "3")
                try box.check("apus image prune -a -f")
                try box.check("apus images --format '{{.Repository}}'", is: "docker.io/library/busybox")
                try box.check("apus rm c && apus image prune -a -f && apus images -q", has: [])
                if TestedEngine.isOurs {
                    // nothing of any image is left in the store
                    try box.check("find $BOX/root/images -type f -path '*blobs*' | wc -l", is: "0")
                    try box.check("ls $BOX/root/images/layers 2>/dev/null | wc -l", is: "0")
                }
            }
        }

        @Test(.enabled(if: environmentVariable("APUS_WITHOUT_DEBIAN") == nil, "no mirror of Debian could be reached"))
        func `a Debian made by mmdebstrap runs`() throws {
            try withSandbox(images: []) { box in
                try box.check("apus import \(Fixtures.debian) localhost/debian:test > /dev/null", seconds: 120)
                try box.check("apus run --rm localhost/debian:test cat /etc/os-release", has: ["ID=debian"])
                try box.check("apus run --rm localhost/debian:test bash -c 'dpkg -l | grep -c ^ii'", lacks: ["\n0\n"])
                try box.check("apus run --rm localhost/debian:test perl -e 'print 6*7'", is: "42")
                try box.check("apus run --rm localhost/debian:test su nobody -s /bin/sh -c 'id -u'", is: "65534")
                try box.check("apus run --rm localhost/debian:test bash -c 'useradd x && id -u x; apt-get --version | head -1'", has: ["1000", "apt"])
                try box.check("apus run --rm localhost/debian:test stat -c %a /tmp /usr/bin/passwd", is: "1777\n4755")
            }
        }
    }
}
