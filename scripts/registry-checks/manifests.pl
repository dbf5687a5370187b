# Images, artifacts and indexes; putting, asking for and deleting them.
use IO::Compress::Gzip qw(gzip);
use MIME::Base64 qw(encode_base64);
use strict;
use warnings;
our (%lacks, $http, $json, $salt, $one, $two, $place, $count, $manifest_type, $index_type, $config_type, $layer_type);

sub entry { my ($type, $bytes, $algorithm, %more) = @_; return { mediaType => $type, digest => digest($bytes, $algorithm), size => length $bytes, %more } }

# A layer of one file, and the digest of what it unpacks to.
sub layer {
    my $text = "file $count of $salt\n" . bytes(20);
    my $head = pack 'a100a8a8a8a12a12a8a1a100a6a2a32a32a8a8a155a12', './file-' . $count++, '0000644', '0000000', '0000000',
        sprintf('%011o', length $text), sprintf('%011o', 1_700_000_000), ' ' x 8, '0', '', 'ustar', '00', '', '', '', '', '', '';
    substr $head, 148, 8, sprintf("%06o\0 ", unpack '%32C*', $head);
    my $tar = $head . $text . "\0" x (-length($text) % 512) . "\0" x 1024;
    gzip \$tar, \my $packed, -Minimal => 1 or die;
    return ($packed, digest($tar));
}

# An image or artifact whose blobs have been pushed: the text of its manifest.
sub image {
    my ($repository, %want) = @_;
    my $algorithm = $want{algorithm};
    my (@layers, @unpacked, $config);
    for (1 .. $want{layers} // 2) {
        my ($packed, $digest) = layer();
        push_blob($repository, $packed, $algorithm);
        push @layers, entry($want{artifact} // $layer_type, $packed, $algorithm, $want{data} ? (data => encode_base64($packed, '')) : ());
        push @unpacked, $digest;
    }
    push @layers, @{ $want{elsewhere} // [] };
    if ($want{artifact} || $want{config}) { $config = $want{config} ? bytes(40) : '{}' }
    else { $config = $json->encode({ architecture => $want{architecture} // 'amd64', os => 'linux', author => $salt . $count++, rootfs => { type => 'layers', diff_ids => [@unpacked, @{ $want{unpacked} // [] }] } }) }
    push_blob($repository, $config, $algorithm);
    my $type = $want{config} // ($want{artifact} ? 'application/vnd.oci.empty.v1+json' : $config_type);
    my %manifest = (schemaVersion => 2, mediaType => $manifest_type, layers => \@layers, %{ $want{more} // {} },
        config => entry($type, $config, $algorithm, $want{data} ? (data => encode_base64($config, '')) : ()));
    $manifest{artifactType} = $want{artifact} if $want{artifact};
    return $json->encode(\%manifest);
}

sub list { my ($repository, $children, $algorithm, %more) = @_;
    return $json->encode({ schemaVersion => 2, mediaType => $index_type, manifests => [map { entry(/"manifests"/ ? $index_type : $manifest_type, $_, $algorithm, /"manifests"/ ? () : (platform => { os => 'linux', architecture => 'amd64' })) } @$children], %more }) }

# The type and the subject of a manifest; a large one is not taken apart again and again.
my %known;
sub known { my $text = shift; $known{ digest($text) } //= do { my $all = $json->decode($text); { type => $all->{mediaType} // $manifest_type, subject => $all->{subject} } } }
sub type_of { known(shift)->{type} }

sub got_manifest {
    my ($path, $text, $digest) = @_;
    for my $method ('GET', 'HEAD') {
        my $answer = ask($method, $path, 200, headers => { Accept => "$index_type, $manifest_type" });
        note($answer->{content} eq $text, "GET $path: other bytes") if $method eq 'GET';
        note(header($answer, 'Content-Type') eq type_of($text), "$method $path: the type " . header($answer, 'Content-Type'));
        note(header($answer, 'Content-Length') eq length $text, "$method $path: the length " . header($answer, 'Content-Length'));
        note(header($answer, 'Docker-Content-Digest') =~ /^(\Q$digest\E)?$/, "$method $path: Docker-Content-Digest");
    }
}

# Puts a manifest under its digest, and under tags; all of it can then be had.
sub put_manifest {
    my ($repository, $text, $algorithm, @tags) = @_;
    my $digest = digest($text, $algorithm);
    my $subject = known($text)->{subject};
    for my $name ($digest, ($algorithm // '') eq 'sha512' ? () : @tags) {
        my $answer = ask('PUT', "/v2/$repository/manifests/$name", 201, body => $text, headers => { 'Content-Type' => type_of($text) });
        note(header($answer, 'Docker-Content-Digest') =~ /^(\Q$digest\E)?$/, 'PUT of a manifest: Docker-Content-Digest');
        note(header($answer, 'OCI-Subject') eq $subject->{digest}, 'PUT of a manifest with a subject: OCI-Subject') if $subject && !$lacks{referrers};
        got_manifest(place($answer, 'a manifest'), $text, $digest);
        got_manifest("/v2/$repository/manifests/$name", $text, $digest);
    }
    return $digest;
}

sub tags { my ($repository, %query) = @_; my $answer = ask('GET', query("/v2/$repository/tags/list", %query), 200);
    my $told = eval { $json->decode($answer->{content}) } // {};
    note(($told->{name} // '') eq $repository, 'a list of tags names its repository'); return @{ $told->{tags} // [] } }

sub drop_manifest {
    my ($repository, $name) = @_;
    return ask('DELETE', "/v2/$repository/manifests/$name", [400, 405]) if $name !~ /:/ && $lacks{'delete-tag'};
    ask('DELETE', "/v2/$repository/manifests/$name", [202, 404]);
    ask($_, "/v2/$repository/manifests/$name", 404) for 'HEAD', 'GET';
}

sub referrers {
    my ($repository, $digest, @query) = @_;
    my $answer = ask('GET', query("/v2/$repository/referrers/$digest", @query), 200);
    note(header($answer, 'Content-Type') eq $index_type, 'referrers: the type ' . header($answer, 'Content-Type'));
    my $told = eval { $json->decode($answer->{content}) } // {};
    note(($told->{schemaVersion} // 0) == 2 && ($told->{mediaType} // '') eq $index_type, 'referrers are told as an index');
    note(header($answer, 'OCI-Filters-Applied') eq 'artifactType', 'a filter that is applied is told') if @query;
    return { map { $_->{digest} => $_ } @{ $told->{manifests} // [] } };
}

1;
