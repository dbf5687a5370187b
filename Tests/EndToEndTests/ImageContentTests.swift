import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// What is in images: their layers, their files on the host and in other containers.
    @Suite struct ImageContents {
        /// An image of three layers: two megabytes that the second replaces by one and the third deletes, and a directory that goes.
        private func makeLayers(_ box: Sandbox) throws {
            try box.check(
                #"""
                mkdir -p l1/big l1/dir/sub l2/big l3/big
                head -c 2000000 /dev/zero > l1/big/file; echo a > l1/dir/a; echo b > l1/dir/sub/b; echo same > l1/same
                head -c 1000000 /dev/zero > l2/big/file; echo new > l2/new
                : > l3/big/.wh.file; : > l3/.wh.dir
                mkdir -p oci/blobs/sha256; printf '{"imageLayoutVersion":"1.0.0"}' > oci/oci-layout
                put() { s=$(sha256sum < $1 | cut -c1-64); n=$(wc -c < $1); cp $1 oci/blobs/sha256/$s; echo "\"digest\":\"sha256:$s\",\"size\":$n"; }
                ids=; layers=; comma=
                for n in 1 2 3; do
                    tar --numeric-owner --owner=0 --group=0 --mtime=@0 --sort=name -C l$n -cf l$n.tar .
                    ids="$ids$comma\"sha256:$(sha256sum < l$n.tar | cut -c1-64)\""
                    layers="$layers$comma{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",$(put l$n.tar)}"
                    comma=,
                done
                printf '{"architecture":"amd64","os":"linux","config":{"Cmd":["/x"],"Volumes":{"/data":{}}},"rootfs":{"type":"layers","diff_ids":[%s]},"history":[{"created_by":"first <&>"},{"created_by":"second"},{"created_by":"third"}]}' "$ids" | sed "s/amd64/$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')/" > config.json
                printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[%s]}' "$(put config.json)" "$layers" > manifest.json
                printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",%s,"annotations":{"org.opencontainers.image.ref.name":"localhost/layers:1"}}]}' "$(put manifest.json)" > oci/index.json
                tar -C oci -cf layers.tar . && apus load -q -i layers.tar
                """#, has: ["localhost/layers:1"])
        }

        @Test func `the tree of an image tells what each layer adds, changes and hides`() throws {
            try withSandbox { box in
                try makeLayers(box)
                try box.check(
                    "apus image tree layers:1",
                    has: [
                        "Image ID: ", "Tags:     [localhost/layers:1]", "Image Layers", "└── ID: ", "Size: 2MB", "Top Layer of: [localhost/layers:1]",
                        "Wasted: 3MB of 3MB",
                    ])
                try box.check("apus image tree --layers layers:1", has: ["made by: second", "added 1 file (4B), changed 1 file (1MB), hid 1 file (2MB)"])
                try box.check("apus image tree --verbose layers:1", has: ["A 4B       /new", "C 1MB      /big/file", "D 1MB      /big/file", "D 4B       /dir"])
                try box.check("apus image tree --format json layers:1 | tr -d ' \n'", has: ["\"Hidden\":{\"Files\":1,\"Bytes\":2000000}", "\"Wasted\":3000004"])
                try box.check("apus image tree --format dot layers:1", has: ["digraph images {", "->", "localhost/layers:1"])
                try box.check("apus image tree --format svg > t.svg && perl -0ne 'print \"well-formed\" if /^<svg .*<\\/svg>\\n$/s && !/<&>/ && /first &lt;&amp;&gt;/' t.svg", is: "well-formed")
                try box.check("apus image tree", has: ["localhost/layers:1", "docker.io/library/busybox:latest"])
                try box.check("apus tag busybox localhost/base:1 && apus image tree --whatrequires base:1", has: ["localhost/base:1"])
                try box.check("apus image tree nosuch", code: 125, says: ["nosuch"])
                try box.check("apus image tree --format png layers:1", code: 125, says: ["svg"])
            }
        }

        @Test func `the difference of images is shown`() throws {
            try withSandbox { box in
                try makeLayers(box)
                try box.check("apus image diff layers:1", is: "C /big\nD /big/file\nD /dir")
                try box.check("apus image diff layers:1 layers:1", is: "")
                try box.check("apus image diff layers:1 busybox", has: ["A /new", "D /bin"])
                try box.check("apus image diff --format json layers:1 | tr -d ' \n'", is: #"{"changed":["/big"],"deleted":["/big/file","/dir"]}"#)
            }
        }

        @Test func `an ordinary user mounts images inside of a namespace`() throws {
            if OrdinaryUser.current == nil { return }
            try withSandbox(.ordinaryUser) { box in
                try makeLayers(box)
                try box.check("apus image mount layers:1", code: 125, says: ["must execute `apus unshare` first"])
                try box.check("apus image unmount layers:1", code: 125, says: ["apus unshare"])
                try box.check("apus unshare sh -c 'm=$(apus image mount layers:1) && cat $m/new && ls $m/big && ! touch $m/x 2> /dev/null && apus image mount | wc -l && apus image unmount layers:1 > /dev/null && apus image mount'", is: "new\n1")
                // a mount that ended with its namespace is none in the next
                try box.check("apus unshare sh -c 'apus image mount layers:1 > /dev/null; apus image mount layers:1 > /dev/null'; apus unshare apus image mount", is: "")
                try box.check("apus unshare sh -c 'm=$(apus image mount layers:1) && cat $m/new && apus image unmount layers:1 > /dev/null && apus image mount'", is: "new")
            }
        }

        @Test func `images are mounted on the host as often as they are unmounted`() throws {
            try withSandbox { box in
                try makeLayers(box)
                try box.check("m=$(apus image mount layers:1) && cat $m/new $m/same && ls $m/big && ! touch $m/x 2> /dev/null", is: "new\nsame")
                try box.check("[ $(apus image mount layers:1) = $(apus image mount layers:1) ] && apus image mount", has: ["localhost/layers:1", "/root"])
                try box.check("apus image mount --format json | tr -d ' \n'", has: ["\"uses\":3"])
                try box.check("apus rmi layers:1", code: 2, says: ["mounted"])
                try box.check("apus image prune -a -f > /dev/null; apus image exists layers:1")
                try box.check("apus image unmount layers:1 > /dev/null && apus image umount layers:1 > /dev/null && apus image mount", has: ["layers"])
                try box.check("apus image unmount layers:1 > /dev/null && apus image mount", is: "")
                try box.check("apus image unmount layers:1", code: 125, says: ["not mounted"])
                try box.check("apus load -q -i \(Fixtures.busybox) > /dev/null && apus image mount --all > /dev/null && apus image mount | wc -l", is: "2")
                try box.check("apus image unmount --all > /dev/null && apus image mount | wc -l; grep -c $BOX/run /proc/self/mountinfo", code: 1, is: "0\n0")
                // Everything goes, and nothing through a mount.
                try box.check("m=$(apus image mount busybox) && apus system reset -f && ! [ -e $m ] && ! grep -q $BOX/run /proc/self/mountinfo && echo gone", is: "gone")
            }
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser]) func `an image of a hundred layers is mounted in a container`(_ owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner) { box in
                // an archive with a hundred layers of a file each
                try box.check(
                    """
                    set -e
                    mkdir many; cd many
                    for n in $(seq 1 100); do echo $n > f$n; tar --sort=name --owner=0 --group=0 -cf $n.tar f$n; l="$l${l:+,}\\"$n.tar\\""; d="$d${d:+,}\\"sha256:$(sha256sum < $n.tar | cut -c1-64)\\""; done
                    printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$d" > c.json
                    printf '[{"Config":"c.json","RepoTags":["localhost/many:1"],"Layers":[%s]}]' "$l" > manifest.json
                    tar -cf ../many.tar manifest.json c.json *.tar; cd ..; apus load -q -i many.tar > /dev/null
                    """)
                let run = "apus run --network none --rm --mount type=image,source=localhost/many:1,destination=/i"
                try box.check("\(run) busybox sh -c 'ls /i | wc -l; cat /i/f1 /i/f100; touch /i/x 2>/dev/null || echo refused'", is: "100\n1\n100\nrefused")
                try box.check("\(run),rw=true busybox sh -c 'touch /i/x && rm /i/f1 && ls /i | wc -l'", is: "100")
            }
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser]) func `an image is mounted in a container`(_ owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner) { box in
                try makeLayers(box)
                try box.check("N='--network none'; apus run $N --rm --mount type=image,source=layers:1,destination=/i busybox sh -c 'cat /i/new; ls /i/big; touch /i/x || echo refused'", is: "new\nrefused")
                try box.check("N='--network none'; apus run $N --rm --mount type=image,src=layers:1,dst=/i,rw=true busybox sh -c 'echo y > /i/new; cat /i/new; rm /i/same; ls /i'", is: "y\nbig\nnew")
                try box.check("N='--network none'; apus run $N --rm --mount type=image,source=busybox,destination=/i,subpath=bin busybox sh -c '[ -x /i/busybox ] && echo sub'", is: "sub")
                try box.check("N='--network none'; apus run $N --rm --mount type=image,source=layers:1,destination=/i/n,subpath=/new busybox cat /i/n", is: "new")
                try box.check("N='--network none'; apus run $N --rm --mount type=image,source=layers:1,destination=/i,subpath=nosuch busybox true", code: 125, says: ["nosuch"])
                try box.check("N='--network none'; apus run $N --rm --mount type=image,source=nosuch,destination=/i busybox true", code: 125, says: ["nosuch"])
                try box.check("N='--network none'; apus run $N --rm --mount type=image,destination=/i busybox true", code: 125, says: ["source"])
                // the image stays as long as a container has it mounted
                try box.check("N='--network none'; apus create $N --name c --mount type=image,source=layers:1,destination=/i busybox cat /i/new > /dev/null")
                try box.check("N='--network none'; apus rmi layers:1", code: 2, says: ["container"])
                try box.check("N='--network none'; apus image prune -a -f > /dev/null; apus start -a c", is: "new")
                try box.check("N='--network none'; apus rm c && apus rmi layers:1 && apus image exists layers:1", code: 1)
            }
        }

        @Test(arguments: [Sandbox.Owner.root, .ordinaryUser]) func `what is changed in an overlay volume stays with the container`(_ owner: Sandbox.Owner) throws {
            if owner == .ordinaryUser, OrdinaryUser.current == nil { return }
            try withSandbox(owner) { box in
                try box.check("N='--network none'; mkdir d && echo host > d/f && chmod 755 d")
                try box.check("N='--network none'; apus run $N --name c -v $PWD/d:/d:O busybox sh -c 'cat /d/f; echo changed > /d/f; echo more > /d/g'", is: "host")
                try box.check("N='--network none'; cat d/f; ls d", is: "host\nf")
                try box.check("N='--network none'; apus start -a c > /dev/null; apus run $N --rm -v $PWD/d:/d:O busybox ls /d", is: "f")
                try box.check("N='--network none'; apus volume create v && apus run $N --rm -v v:/v busybox touch /v/kept && apus run $N --rm -v v:/v:O busybox rm /v/kept && apus run $N --rm -v v:/v busybox ls /v", has: ["kept"])
                try box.check("N='--network none'; apus run $N --rm -v $PWD/d/f:/d:O busybox true", code: 125, says: ["directory"])
                try box.check("N='--network none'; apus rm c")
            }
        }

        @Test func `volumes that the image declares become what was asked for`() throws {
            try withSandbox { box in
                try makeLayers(box)
                let look = "--entrypoint /i/bin/busybox --mount type=image,source=busybox,destination=/i"
                let kind = "layers:1 sh -c 'grep \" /data \" /proc/self/mountinfo | cut -d- -f2- | cut -d\" \" -f2'"
                try box.check("apus run --rm --image-volume tmpfs \(look) \(kind)", code: nil)
                try box.check("apus run --rm --image-volume ignore \(look) layers:1 ls /i/bin/sh", is: "/i/bin/sh")
                try box.check("apus create --name c --image-volume bind \(look) layers:1 true > /dev/null && apus volume ls -q | wc -l", is: "1")
                try box.check("apus rm -v c > /dev/null; apus volume ls -q | wc -l", is: "0")
                try box.check("apus create --image-volume nonsense layers:1", code: 125, says: ["tmpfs"])
            }
        }

        @Test func `an image is copied to another user and through ssh`() throws {
            guard OrdinaryUser.current != nil else { return }
            try withSandbox(images: [Fixtures.app]) { box in
                // Another machine is played by this one: what it is told runs in a shell with a store of its own.
                try box.write(
                    "../bin/ssh",
                    "#!/bin/sh\nfor last; do :; done\nPATH=$BOX/other:$PATH exec sh -c \"$last\"\n")
                try box.check(
                    "chmod 755 $BOX/bin/ssh; mkdir -p $BOX/other $BOX/theirs; sed 's,/root. --runroot,/theirs'\"'\"' --runroot,' $BOX/bin/apus > $BOX/other/apus; chmod 755 $BOX/other/apus; grep -c theirs $BOX/other/apus", is: "1")
                try box.check("unshare -m sh -c 'mount --bind $BOX/bin/ssh /usr/bin/ssh && apus image scp app:1.0 alice@machine::'", has: ["localhost/app:1.0"])
                try box.check("$BOX/other/apus images -q --no-trunc > a; apus images -q --no-trunc | cmp - a && apus rmi app:1.0 > /dev/null")
                try box.check("unshare -m sh -c 'mount --bind $BOX/bin/ssh /usr/bin/ssh && apus image scp machine::app:1.0 > /dev/null' && apus images -q --no-trunc | cmp - a")
                // over an archive of another format
                try box.check("apus rmi app:1.0 > /dev/null; unshare -m sh -c 'mount --bind $BOX/bin/ssh /usr/bin/ssh && apus image scp --format oci-archive machine::app:1.0 > /dev/null' && apus images -q --no-trunc | cmp - a")
                try box.check("apus image scp --format oci-dir app:1.0 machine::", code: 125, says: ["docker-archive, oci-archive"])
                try box.check("apus image scp app:1.0", code: 125, says: ["destination"])
                try box.check("apus image scp nosuch machine::", code: 125, says: ["nosuch"])
                try box.check("apus image scp -- '-oProxyCommand=x::app'", code: 125, says: ["names no host"])
                try box.check("apus image scp app:1.0 nosuchuser@localhost::", code: 125, says: ["nosuchuser", "copying the image"])
            }
        }
    }
}
